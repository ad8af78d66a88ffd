namespace Neurons.Simulation;

/// <summary>What rules of spike timing have in common.</summary>
internal static class StdpTerms
{
    /// <summary>A trace after a spike: of all spikes, or of the nearest alone.</summary>
    public static Expr Spike(Expr trace, bool isNearest) => isNearest ? 1.0 : trace + 1.0;

    /// <summary>A trace after some time.</summary>
    public static Expr Decayed(Expr trace, Expr elapsed, Expr tau) => trace * Expr.Exp(-elapsed / tau);

    /// <summary>What scales growth: how far it is to the upper bound.</summary>
    public static Expr Growth(StdpDependence dependence, Expr weight, Expr most, Expr mu) => Scale(dependence, most - weight, mu);

    /// <summary>What scales decline: how far it is to the lower bound.</summary>
    public static Expr Decline(StdpDependence dependence, Expr weight, Expr least, Expr mu) => Scale(dependence, weight - least, mu);

    private static Expr Scale(StdpDependence dependence, Expr distance, Expr mu) => dependence switch
    {
        StdpDependence.Additive => 1.0,
        StdpDependence.AdditiveStep => Expr.IsGreater(distance, 0.0),
        StdpDependence.MultiplicativePower => Expr.Where(Expr.IsGreater(distance, 0.0), Expr.Exp(mu * Expr.Log(distance)), 0.0),
        StdpDependence.MultiplicativeRelu => Expr.Max(distance, 0.0),
        _ => throw new ArgumentOutOfRangeException(nameof(dependence), dependence, "There is no such dependence."),
    };

    public static Quantity Rate(double value, string meaning) => value.In("weight", meaning: meaning);

    public static Quantity Tau(double value, string meaning) => value.In("ms", above: 0, meaning: meaning);

    public static Quantity Mu => 1.0.In("", min: 0, meaning: "power of the distance from a bound");

    public static Quantity WMin => 0.0.In("weight", meaning: "least weight");

    public static Quantity WMax => 1.0.In("weight", meaning: "largest weight");
}
