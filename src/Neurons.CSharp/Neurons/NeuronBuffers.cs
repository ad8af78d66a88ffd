using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// Memory that a layer writes its results to, again and again, instead of allocating. It belongs to the caller: the next call with
/// the same buffers overwrites what the last one returned, and a pullback reads them until it is done. The state that a call returned
/// may be the initial state of the next; it is then updated in place, the step that it is at included. Made by
/// <see cref="NeuronLayer.Buffers{T}"/>; each buffer takes
/// its memory when it is first needed.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NeuronBuffers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Tensor<T>> _recorded = new(StringComparer.OrdinalIgnoreCase);
    private readonly nint[] _shape;
    private readonly int _steps;
    private Tensor<T>? _output, _stepOutput, _counts;

    internal NeuronBuffers(nint[] shape, int steps, int states, int inputs)
    {
        _shape = shape;
        _steps = steps;
        Inputs = new InputSequence<T>[inputs];
        Shapes.Elements([steps, .. shape]);
        Final = new Tensor<T>[states];
        for (var s = 0; s < states; s++) Final[s] = AlignedTensor.Create<T>(shape);
    }

    /// <summary>The output at every step, [T, batch…, features…].</summary>
    public Tensor<T> Output => _output ??= OverTime();

    /// <summary>The output of a single step, [batch…, features…].</summary>
    public Tensor<T> StepOutput => _stepOutput ??= AlignedTensor.Create<T>(_shape);

    /// <summary>The number of spikes of each neuron, [batch…, features…].</summary>
    public Tensor<T> Counts => _counts ??= AlignedTensor.Create<T>(_shape);

    internal Tensor<T>[] Final { get; }

    /// <summary>The state that calls into these buffers return, made by the first.</summary>
    internal NeuronState<T>? State { get; set; }

    /// <summary>Places for the inputs of a call.</summary>
    internal InputSequence<T>[] Inputs { get; }

    internal IntegralBuffers<T> Native => field ??= new([Output], Final);

    internal IntegralBuffers<T> NativeStep => field ??= new([StepOutput], Final);

    /// <summary>Buffers for values that are recorded over time, one for each name.</summary>
    internal IntegralBuffers<T> NativeFor(string[] names) => new(Array.ConvertAll(names, Recorded), Final);

    private Tensor<T> Recorded(string name)
    {
        if (!_recorded.TryGetValue(name, out var tensor))
            _recorded.Add(name, tensor = OverTime());

        return tensor;
    }

    private Tensor<T> OverTime() => AlignedTensor.Create<T>([_steps, .. _shape]);
}
