namespace Neurons.Verification;

/// <summary>One way to run a model and its gradient, in one precision.</summary>
internal interface IEngine
{
    /// <summary>"kernel", "interpreter", or the name of a device.</summary>
    string Name { get; }

    /// <summary>"float32" or "float64".</summary>
    string Precision { get; }

    Replay Run(BoundCase bound);
}
