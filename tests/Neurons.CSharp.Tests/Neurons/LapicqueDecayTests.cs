namespace Neurons.Tests;

public sealed class LapicqueDecayTests
{
    [Theory]
    [InlineData(0.9, 0.5)]
    [InlineData(0.0, 2)]
    [InlineData(0.25, 1)]
    public void A_membrane_made_by_beta_decays_by_it_in_a_step(double beta, double dt)
    {
        Assert.Equal(beta, Decay(LapicqueOptions.OfBetaAndR(beta, 5, dt)), 1e-12);
        Assert.Equal(beta, Decay(LapicqueOptions.OfBetaAndC(beta, 1.7, dt)), 1e-12);
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.5, 0.1)]
    public void By_the_beta_of_snntorch_it_decays_by_one_and_its_logarithm(double beta, double dt)
    {
        Assert.Equal(1 + Math.Log(beta), Decay(LapicqueOptions.SnntorchOfBetaAndR(beta, 5, dt)), 1e-12);
        Assert.Equal(1 + Math.Log(beta), Decay(LapicqueOptions.SnntorchOfBetaAndC(beta, 1.7, dt)), 1e-12);
    }

    [Fact]
    public void What_is_given_is_kept()
    {
        Assert.Equal([5.0], new Lapicque(1, LapicqueOptions.OfBetaAndR(0.9, 5)).Parameter("R").ToArray());
        Assert.Equal([3.0], new Lapicque(1, LapicqueOptions.OfBetaAndC(0.9, 3)).Parameter("C").ToArray());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_beta_outside_of_its_range_is_refused_by_name(double beta) =>
        Assert.Contains("beta is", Assert.Throws<ArgumentOutOfRangeException>(() => LapicqueOptions.OfBetaAndR(beta, 5)).Message, StringComparison.Ordinal);

    /// <summary>The share of the potential that is left after a step without input.</summary>
    private static double Decay(LapicqueOptions options)
    {
        var layer = new Lapicque(1, options with { Threshold = 1e9 });
        var state = layer.Initial<double>(1).With("Mem", TestTensors.Filled(1.0, 1, 1));
        return layer.Step(TestTensors.Filled(0.0, 1, 1), state).State["Mem"][[0, 0]];
    }
}
