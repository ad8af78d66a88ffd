namespace Neurons.Networks;

/// <summary>How much of a change a weight takes, by where it is between its bounds.</summary>
internal static class WeightScale
{
    /// <summary>Scales changes towards the largest weight.</summary>
    public static void Grow(ReadOnlySpan<float> weights, PlasticityRule rule, StdpDependence dependence, double mu, Span<float> changes)
    {
        if (dependence == StdpDependence.Additive) return;
        var most = (float)rule.WeightMax;
        for (var i = 0; i < changes.Length; i++) changes[i] *= Of(most - weights[i], dependence, mu);
    }

    /// <summary>Scales changes towards the least weight.</summary>
    public static void Shrink(ReadOnlySpan<float> weights, PlasticityRule rule, StdpDependence dependence, double mu, Span<float> changes)
    {
        if (dependence == StdpDependence.Additive) return;
        var least = (float)rule.WeightMin;
        for (var i = 0; i < changes.Length; i++) changes[i] *= Of(weights[i] - least, dependence, mu);
    }

    private static float Of(float distance, StdpDependence dependence, double mu) => dependence switch
    {
        StdpDependence.AdditiveStep => distance > 0 ? 1 : 0,
        StdpDependence.MultiplicativePower when mu != 1 => (float)Math.Pow(Math.Max(0, distance), mu),
        _ => Math.Max(0, distance),
    };
}
