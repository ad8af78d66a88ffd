namespace Neurons.Verification;

/// <summary>The surrogates of other libraries under this library's names and with its numbers.</summary>
internal static class RecordedSurrogate
{
    /// <summary>snnTorch and Norse fire above the threshold, the others also at it.</summary>
    public static string Comparison(FunctionCase recorded) => recorded.Source.Split(' ')[0] is "snnTorch" or "Norse" ? "Greater" : "GreaterOrEqual";

    public static Surrogate Find(FunctionCase recorded)
    {
        var isSpikingJelly = recorded.Source.StartsWith("SpikingJelly", StringComparison.Ordinal);
        var name = recorded.Function[(recorded.Function.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var number = recorded.Options.Number;
        return name switch
        {
            "fast_sigmoid" => Surrogate.FastSigmoid(number("slope")),
            "atan" or "ATan" or "Arctan" => Surrogate.Atan(number("alpha")),
            "sigmoid" => Surrogate.Sigmoid(number("slope")),
            "Sigmoid" => Surrogate.Sigmoid(number("alpha")),
            "straight_through" or "DeterministicPass" => Surrogate.StraightThrough(),
            "spike_rate_escape" => Surrogate.SpikeRateEscape(number("beta"), number("slope")),
            "superspike" => Surrogate.Superspike(number("alpha")),
            "tanh" => Surrogate.Tanh(number("alpha")),
            "circ" => Surrogate.Circ(number("alpha")),
            "erfc" => Surrogate.Erfc(number("alpha")),
            "triangle" => Surrogate.Triangle(number("alpha")),
            "PiecewiseQuadratic" => Surrogate.PiecewiseQuadratic(number("alpha")),
            "PiecewiseExp" => Surrogate.PiecewiseExp(number("alpha")),
            "SoftSign" => Surrogate.SoftSign(number("alpha")),
            "SuperSpike" => Surrogate.SuperSpike(number("alpha")),
            "NonzeroSignLogAbs" or "NonzeroSignLog" => Surrogate.NonzeroSignLog(number("alpha")),
            "Erf" or "ERF" => Surrogate.Erf(number("alpha")),
            "PiecewiseLeakyReLU" => Surrogate.OpenLeakyRelu(number("w"), number("c")),
            "PiecewiseLeakyRelu" => Surrogate.PiecewiseLeakyRelu(number("w"), number("c")),
            "SquarewaveFourierSeries" when isSpikingJelly => Surrogate.SquarewaveFourier(number("n") - 1, number("T_period")),
            "SquarewaveFourierSeries" => Surrogate.SquarewaveFourier(number("n"), number("t_period")),
            "S2NN" => Surrogate.S2nn(number("alpha"), number("beta")),
            "QPseudoSpike" => Surrogate.QPseudoSpike(number("alpha"), isSpikingJelly ? -1 : 1),
            "LeakyKReLU" => Surrogate.LeakyRelu(number("leak"), number("k")),
            "LeakyRelu" => Surrogate.LeakyRelu(number("alpha"), number("beta")),
            "LogTailedReLU" or "LogTailedRelu" => Surrogate.LogTailedRelu(number("alpha")),
            "FakeNumericalGradient" => Surrogate.FakeNumerical(number("alpha")),
            "Rect" => Surrogate.Rect(number("alpha")),
            "ReluGrad" => Surrogate.Relu(number("alpha"), number("width")),
            "GaussianGrad" => Surrogate.GaussianDensity(number("sigma"), number("alpha")),
            "MultiGaussianGrad" => Surrogate.MultiGaussian(number("h"), number("s"), number("sigma"), number("scale")),
            "InvSquareGrad" => Surrogate.InvSquare(number("alpha")),
            "SlayerGrad" => Surrogate.Slayer(number("alpha")),
            _ => Surrogates.create(name, []),
        };
    }
}
