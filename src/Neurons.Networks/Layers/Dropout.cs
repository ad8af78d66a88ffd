using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Dropout"/>.</summary>
/// <param name="Probability">The part of the numbers that is set to zero, in [0, 1).</param>
/// <param name="PerStep">Whether every step has a mask of its own.</param>
public sealed record DropoutOptions(double Probability = 0.5, bool PerStep = false);

/// <summary>
/// Sets numbers to zero at random in training and divides the others by 1 − p, so that the mean stays; in evaluation it passes its input
/// on (Srivastava et al. 2014). By default one mask holds for all steps of a sequence, as is usual for spiking networks. Masks follow
/// from the network's seed, the place of the layer and the number of the training pass.
/// </summary>
/// <remarks>A mask is a function of its key: nothing is stored for the gradient, and nothing depends on the number of threads.</remarks>
public sealed unsafe class Dropout : Layer, IEachStep
{
    private ulong _seed;
    private uint _stream;

    /// <summary>A layer for features of any shape.</summary>
    /// <param name="probability">The part of the numbers that is set to zero, in [0, 1).</param>
    /// <param name="perStep">Whether every step has a mask of its own.</param>
    public Dropout(double probability = 0.5, bool perStep = false)
    {
        Require.That(probability is >= 0 and < 1, nameof(Dropout), nameof(probability), probability, "in [0, 1)");
        (Probability, PerStep) = (probability, perStep);
    }

    /// <summary>The part of the numbers that is set to zero.</summary>
    public double Probability { get; }

    /// <summary>Whether every step has a mask of its own.</summary>
    public bool PerStep { get; }

    /// <summary>What makes the same layer again.</summary>
    public DropoutOptions Options => new(Probability, PerStep);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Dropout({Probability}{(PerStep ? ", per step" : "")})";

    /// <inheritdoc/>
    public override void Initialize(ulong seed, uint stream) => (_seed, _stream) = (seed, stream);

    /// <summary>What the masks of a training pass of its network follow from.</summary>
    /// <param name="pass">Which pass, from 1.</param>
    public DropoutKey KeyOf(long pass) => new(_seed, _stream, pass);

    /// <summary>The layer as a function, in the precision of its input: the sequence with numbers set to zero.</summary>
    /// <param name="key">What the masks follow from.</param>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="output">A buffer for y, in the shape of x; [T, …] where x stays the same and every step has a mask of its own.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(DropoutKey key, InputSequence<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Dropout));
        var x = operands.Read("input", input.Values);
        var (steps, width, shape) = Masked(operands, input);
        var y = operands.Write("output", output, shape);
        new Work<T>(this, key, steps, width, x, input.IsEachStep || !PerStep, y, true).Run();
    }

    /// <summary>The gradient of Σ dy·y by the input, with the masks of the forward pass of the same key.</summary>
    /// <param name="key">What the masks follow from.</param>
    /// <param name="input">x, [T, …], or […] where it stays the same.</param>
    /// <param name="outputGradient">dy, in the shape of y; summed over time where y stays the same.</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(DropoutKey key, InputSequence<T> input, Tensor<T> outputGradient, Tensor<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Dropout));
        var (steps, width, shape) = Masked(operands, input);
        var dy = operands.Read("outputGradient", outputGradient, shape);
        var dx = operands.Write("inputGradient", inputGradient, input.Values.Lengths);
        new Work<T>(this, key, steps, width, dy, true, dx, input.IsEachStep || !PerStep).Run();
    }

    bool IEachStep.IsEachStep => !PerStep;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        if (!pass.IsTraining || Probability == 0) return Identity(input);
        var x = input.Sequenced;
        // one mask over time is one over all pieces of a sequence
        var features = input.Shape.ToArray();
        var key = (PerStep ? null : pass.Before<DropoutKey>(this, features)) ?? KeyOf(pass.Number);
        pass.Keep(this, key, features);
        var output = pass.Take(this, "output", PerStep ? [input.Steps, .. features] : input.Values.Lengths);
        Forward(key, x, output);
        return new(PerStep ? Signal.EachStep(output) : input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) Backward(key, x, outputGradient, inputGradient);
        });
    }

    /// <summary>How many steps are computed, the numbers of each, and the shape of the output.</summary>
    private (int Steps, int Width, nint[] Shape) Masked<T>(in Operands operands, InputSequence<T> input)
        where T : unmanaged
    {
        var shape = input.Values.Lengths;
        if (input.IsEachStep && shape.IsEmpty) throw operands.Wrong("input", shape, "[T, …]");
        var width = 1;
        foreach (var length in shape[(input.IsEachStep ? 1 : 0)..]) width *= (int)length;
        if (input.IsEachStep) return ((int)shape[0], width, shape.ToArray());
        return PerStep ? (input.Steps, width, [input.Steps, .. shape]) : (1, width, shape.ToArray());
    }

    /// <summary>Parts of the steps of a sequence. One that does not move is a row for all steps; to such a target, the steps are added.</summary>
    private sealed class Work<T>(
        Dropout layer, DropoutKey key, int steps, int width, T* source, bool sourceMoves, T* target, bool targetMoves) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int Part = 8192;

        private readonly int _parts = (width + Part - 1) / Part;
        private readonly bool _adds = !targetMoves && steps > 1;
        private readonly ulong _seed = key.PassSeed;
        private readonly T _scale = T.CreateTruncating(1 / (1 - layer.Probability));

        public void Run() => Parallelism.Run(_adds ? _parts : _parts * steps, this);

        void IWork.Run(int worker, int item)
        {
            if (!_adds)
            {
                Apply(item / _parts, item % _parts, false);
                return;
            }
            for (var step = 0; step < steps; step++) Apply(step, item, step > 0);
        }

        private void Apply(int step, int part, bool add)
        {
            var first = part * Part;
            DropoutMask.Apply(
                source + (sourceMoves ? (nint)step * width : 0) + first,
                target + (targetMoves ? (nint)step * width : 0) + first,
                Math.Min(Part, width - first),
                _seed,
                key.Stream,
                (uint)first,
                layer.PerStep ? (uint)step : 0,
                (float)layer.Probability,
                _scale,
                add);
        }
    }
}

/// <summary>What the masks of dropout follow from, together with each number's place.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Stream">Tells apart the layers of one seed.</param>
/// <param name="Pass">Tells apart the training passes, ≥ 0.</param>
public sealed record DropoutKey(ulong Seed, uint Stream, long Pass)
{
    /// <summary>The seed that the draws of this pass have.</summary>
    public ulong PassSeed => DropoutMask.Seed(Seed, Stream, (ulong)Pass);
}
