namespace Neurons.Networks;

/// <summary>A layer in one pass, as an <see cref="EnergyModel"/> sees it; numbers are those of all steps and samples.</summary>
public readonly record struct LayerWork
{
    /// <summary>The layer; null for sums of what several layers give to one.</summary>
    public Layer? Layer { get; init; }

    /// <summary>The steps; 1 where the input stays the same and all is computed once.</summary>
    public int Steps { get; init; }

    /// <summary>The numbers of the (first) input.</summary>
    public long Inputs { get; init; }

    /// <summary>Those of them that are not 0.</summary>
    public long NonZeroInputs { get; init; }

    /// <summary>Whether all of them are 0 or 1.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The numbers of the output.</summary>
    public long Outputs { get; init; }

    /// <summary>What a step of a neuron costs.</summary>
    public UpdateCost Update { get; init; }

    /// <summary>What was counted.</summary>
    public LayerOperations Operations { get; init; }
}
