using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What was recorded of one quantity in one pass.</summary>
/// <param name="IsTraining">Whether the pass was one of training.</param>
/// <param name="Number">The number of the training pass, from 1; 0 of another one.</param>
/// <param name="Values">The numbers: in the shape that its <see cref="Reduce"/> says, [1] where it is one number.</param>
public sealed record RecordedPass(bool IsTraining, long Number, Tensor<float> Values)
{
    /// <summary>The one number.</summary>
    /// <exception cref="InvalidOperationException">There are more.</exception>
    public float Value => Values.FlattenedLength == 1
        ? Values.ReadOnlySpan()[0]
        : throw new InvalidOperationException($"What was recorded has the shape {Shapes.Text(Values.Lengths)}, and is not one number; take Values.");
}

/// <summary>What a <see cref="NetworkMonitor"/> has recorded of one quantity, pass by pass, in the order in which the passes ended.</summary>
public sealed class MonitorRecording
{
    private readonly Lock _lock;
    private readonly Queue<RecordedPass> _passes = [];

    internal MonitorRecording(string what, Reduce reduce, Lock held) => (What, Reduce, _lock) = (what, reduce, held);

    /// <summary>The quantity, such as <c>lif.V</c>.</summary>
    public string What { get; }

    /// <summary>What of it is recorded.</summary>
    public Reduce Reduce { get; }

    /// <summary>The passes so far.</summary>
    public IReadOnlyList<RecordedPass> Passes
    {
        get
        {
            lock (_lock) return [.. _passes];
        }
    }

    /// <summary>The one number of each pass.</summary>
    /// <exception cref="InvalidOperationException">More than one number is recorded in a pass.</exception>
    public float[] Values => [.. Passes.Select(pass => pass.Value)];

    /// <summary>What the last pass gave.</summary>
    /// <exception cref="InvalidOperationException">There is none yet; the message says when there will be.</exception>
    public Tensor<float> Last => Passes is [.., var last] ? last.Values : throw new InvalidOperationException(
        $"Nothing is recorded of {What} yet; a pass of the network records it, and a gradient the way back.");

    /// <summary>For people: what is recorded, and how often.</summary>
    public override string ToString() => $"{What} {Reduce}: {Passes.Count} passes";

    /// <summary>Adds what a pass gave; of more than are kept, the oldest is forgotten.</summary>
    internal void Add(RecordedPass pass, int keep)
    {
        lock (_lock)
        {
            _passes.Enqueue(pass);
            if (keep > 0 && _passes.Count > keep) _passes.Dequeue();
        }
    }

    internal void Clear()
    {
        lock (_lock) _passes.Clear();
    }
}
