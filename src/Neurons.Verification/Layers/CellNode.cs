using System.Numerics;

namespace Neurons.Verification;

/// <summary>A node of a recorded cell, one step at a time.</summary>
internal abstract class CellNode<T>(RecordedNode node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Name => node.Name;

    public IReadOnlyList<IReadOnlyList<string>> Inputs => node.Inputs;

    /// <summary>Whether it gives what its input was the step before.</summary>
    public virtual bool IsDelayed => false;

    /// <summary>What its signals are before the first step, where that is known.</summary>
    public virtual IEnumerable<(string Signal, T[] Values)> Before => [];

    public static CellNode<T> Of(RecordedCell cell, RecordedNode node, bool interpreted) => node.Layer switch
    {
        NeuronLayer neurons => new CellNeurons<T>(cell, node, neurons, interpreted),
        null or Linear or SignedLinear or Conv2d => CellSynapses<T>.Create(cell, node, interpreted),
        Split or Concatenate or Repeat or Delay or Pool => CellShape<T>.Create(node, interpreted),
        var other => throw new ArgumentException($"{cell.Golden.Name}: {other} has no replay step by step."),
    };

    /// <summary>The outputs of the inputs, as signals.</summary>
    public abstract void Forward(T[][] inputs, Dictionary<string, T[]> signals);

    /// <summary>The gradients of the inputs at a step, from 0, of those of the signals.</summary>
    public abstract T[][] Backward(int step, Dictionary<string, T[]> gradients);

    /// <summary>The gradient of a parameter with this name.</summary>
    public virtual T[] WeightGradient(string parameter) => throw new ArgumentException($"{Name} has no {parameter}.");

    protected static T[] Of(Dictionary<string, T[]> gradients, string signal, int count) => gradients.GetValueOrDefault(signal) ?? new T[count];
}
