namespace Neurons.Cli.Verify;

/// <summary>One way to run a model and its gradient, in one precision.</summary>
internal interface IEngine
{
    /// <summary>"kernel" or "interpreter".</summary>
    string Name { get; }

    /// <summary>"float32" or "float64".</summary>
    string Precision { get; }

    Replay Run(BoundCase bound);
}

/// <summary>What an engine made of a case; names and layout are the model's.</summary>
internal sealed record Replay(
    double[] Output, double[][] States, double[] InputGradient, double[][] StateGradients, double[][] ParameterGradients);
