using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="LeakyParallel"/>.</summary>
/// <param name="Inputs">The features of the input, at least 1.</param>
/// <param name="Outputs">The neurons, at least 1.</param>
/// <param name="AllToAll">Whether the potential of each neuron reaches each; else its own alone.</param>
/// <param name="Beta">The first decay of each neuron, finite; null for uniform on ±1/√neurons, as all weights are.</param>
/// <param name="Threshold">The (first) threshold, finite.</param>
/// <param name="LearnThreshold">Whether training changes it.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for atan with α = 2.</param>
public sealed record LeakyParallelOptions(
    int Inputs, int Outputs, bool AllToAll = false, double? Beta = null, double Threshold = 1, bool LearnThreshold = false,
    Surrogate? Surrogate = null);

/// <summary>
/// Rectified leaky neurons behind a linear layer, without a reset: a recurrent layer of ReLUs whose potential fires (snnTorch's LeakyParallel). The
/// products of all steps with the input are one. A sequence may come in pieces; no gradient flows through what a piece goes on from.
/// </summary>
/// <remarks>
/// <code>mem' = max(0, W x + b₁ + β ⊙ mem + b₂), or R mem in place of β ⊙ mem;  z = 1 where mem' &gt; V_th, else 0</code>
/// The rectification cuts negative potentials, and their gradient.
/// </remarks>
public sealed class LeakyParallel : SequenceLayer, ICountsOperations
{
    private readonly FiringUnit _firing;
    private readonly Linear _linear;

    /// <summary>Neurons of which each keeps its own potential.</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The neurons, at least 1.</param>
    /// <param name="beta">The first decay of each neuron, finite; null for uniform on ±1/√neurons.</param>
    public LeakyParallel(int inputs, int outputs, double? beta = null)
        : this(new LeakyParallelOptions(inputs, outputs, Beta: beta))
    {
    }

    /// <summary>A layer of these options.</summary>
    public LeakyParallel(LeakyParallelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var outputs = Require.AtLeast(1, nameof(LeakyParallel), "outputs", options.Outputs);
        Require.AtLeast(1, nameof(LeakyParallel), "inputs", options.Inputs);
        Shapes.RequirePossible(nameof(LeakyParallel), options.AllToAll ? [outputs, outputs] : [outputs]);
        Require.Float32(nameof(LeakyParallel), "threshold", Require.Finite(nameof(LeakyParallel), "threshold", options.Threshold));
        if (options.Beta is { } beta)
        {
            if (options.AllToAll)
                throw new ArgumentException("LeakyParallel: beta is given, which is for neurons that reach themselves alone.", nameof(options));
            Require.Float32(nameof(LeakyParallel), "beta", Require.Finite(nameof(LeakyParallel), "beta", beta));
        }
        Options = options;
        Derivative = options.Surrogate ?? Surrogate.Atan(2);
        _firing = new(Comparison.Greater, Derivative);
        _linear = new(new LinearOptions(options.Inputs, outputs, Bias: false));
        var random = Initializer.Uniform(-1 / Math.Sqrt(outputs), 1 / Math.Sqrt(outputs));
        InputWeight = new("input_weight", [outputs, options.Inputs], random);
        InputBias = new("input_bias", [outputs], random);
        RecurrentWeight = new(
            "recurrent_weight", options.AllToAll ? [outputs, outputs] : [outputs],
            options.Beta is { } first ? Initializer.Constant(first) : random);
        RecurrentBias = new("recurrent_bias", [outputs], random);
        Threshold = new("threshold", [1], Initializer.Constant(options.Threshold), options.LearnThreshold);
        StoredParameters = [InputWeight, InputBias, RecurrentWeight, RecurrentBias, Threshold];
    }

    /// <summary>What makes the same layer again.</summary>
    public LeakyParallelOptions Options { get; }

    /// <summary>The derivative that stands for that of a spike.</summary>
    public Surrogate Derivative { get; }

    /// <summary>W, [neurons, inputs].</summary>
    public Parameter InputWeight { get; }

    /// <summary>b₁, [neurons].</summary>
    public Parameter InputBias { get; }

    /// <summary>β, [neurons], or R, [neurons, neurons], from column to row.</summary>
    public Parameter RecurrentWeight { get; }

    /// <summary>b₂, [neurons].</summary>
    public Parameter RecurrentBias { get; }

    /// <summary>V_th, [1].</summary>
    public Parameter Threshold { get; }

    /// <inheritdoc/>
    public override int[] InputShape => [Options.Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [Options.Outputs];

    /// <inheritdoc/>
    public override string ToString() => $"LeakyParallel({Options.Inputs} → {Options.Outputs}{(Options.AllToAll ? ", all to all" : "")})";

    /// <summary>The layer as a function of its parameters, in their precision.</summary>
    /// <param name="parameters">In the order of <see cref="StoredParameters"/>.</param>
    /// <param name="before">mem before the first step, [batch, neurons]; null for 0.</param>
    /// <param name="input">x, [T, batch, inputs].</param>
    /// <param name="potential">A buffer for mem, [T, batch, neurons].</param>
    /// <param name="output">A buffer for z, [T, batch, neurons].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(
        ReadOnlySpan<Tensor<T>> parameters, Tensor<T>? before, Tensor<T> input, Tensor<T> potential, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LeakyParallel));
        var (steps, batch) = Sizes(operands, parameters, input);
        var (neurons, shape) = (Options.Outputs, new nint[] { steps, batch, Options.Outputs });
        var mem = operands.WriteSpan("potential", potential, shape);
        var z = operands.WriteSpan("output", output, shape);
        var start = operands.ReadSpan("before", before, shape.AsSpan(1), isOptional: true);
        var recurrent = parameters[2].ReadOnlySpan();
        var threshold = parameters[4].ReadOnlySpan()[0];
        _linear.Forward(parameters[0], null, input, potential);
        var bias = new T[neurons];
        TensorPrimitives.Add(parameters[1].ReadOnlySpan(), parameters[3].ReadOnlySpan(), bias);
        var (width, firing) = (batch * neurons, _firing.Of<T>());
        for (var t = 0; t < steps; t++)
        {
            var row = mem.Slice(t * width, width);
            var last = t == 0 ? start : mem.Slice((t - 1) * width, width);
            if (Options.AllToAll && !last.IsEmpty)
                Matrices.MultiplyInOrder(last, false, recurrent, true, row, batch, neurons, neurons, accumulate: true);
            for (var at = 0; at < width; at += neurons)
            {
                var own = row.Slice(at, neurons);
                TensorPrimitives.Add(own, bias, own);
                if (!Options.AllToAll && !last.IsEmpty) TensorPrimitives.MultiplyAdd(last.Slice(at, neurons), recurrent, own, own);
            }
            TensorPrimitives.Max(row, T.Zero, row);
            var spikes = z.Slice(t * width, width);
            TensorPrimitives.Subtract(row, threshold, spikes);
            firing.Fire(spikes, spikes);
        }
    }

    /// <summary>The gradients of Σ dz·z + Σ dmem·mem; null where nobody asks for one.</summary>
    /// <param name="parameters">In the order of <see cref="StoredParameters"/>.</param>
    /// <param name="before">mem before the first step, [batch, neurons]; null for 0.</param>
    /// <param name="input">x, [T, batch, inputs].</param>
    /// <param name="potential">mem, [T, batch, neurons].</param>
    /// <param name="outputGradient">dz, [T, batch, neurons].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="gradients">Buffers in the shapes of the parameters, all or none.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        ReadOnlySpan<Tensor<T>> parameters, Tensor<T>? before, Tensor<T> input, Tensor<T> potential, Tensor<T> outputGradient,
        Tensor<T>? inputGradient, ReadOnlySpan<Tensor<T>> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(LeakyParallel));
        var (steps, batch) = Sizes(operands, parameters, input);
        var (neurons, shape) = (Options.Outputs, new nint[] { steps, batch, Options.Outputs });
        var mem = operands.ReadSpan("potential", potential, shape);
        var dz = operands.ReadSpan("outputGradient", outputGradient, shape);
        var start = operands.ReadSpan("before", before, shape.AsSpan(1), isOptional: true);
        var recurrent = parameters[2].ReadOnlySpan();
        var threshold = parameters[4].ReadOnlySpan()[0];
        var (width, firing, thresholdGradient) = (batch * neurons, _firing.Of<T>(), 0.0);
        var drive = Tensor.CreateFromShape<T>(shape); // the gradient of what is rectified
        var all = drive.Span();
        var last = new T[all.Length]; // the potentials before each step
        if (!start.IsEmpty && steps > 0) start.CopyTo(last);
        if (steps > 1) mem[..^width].CopyTo(last.AsSpan(width));
        var carried = new T[width];
        for (var t = steps - 1; t >= 0; t--)
        {
            var row = mem.Slice(t * width, width);
            var own = all.Slice(t * width, width);
            TensorPrimitives.Subtract(row, threshold, own);
            firing.PullBack(own, dz.Slice(t * width, width), own);
            thresholdGradient -= double.CreateTruncating(FixedSum.Of<T>(own));
            TensorPrimitives.Add(own, carried, own);
            for (var i = 0; i < width; i++)
            {
                if (row[i] <= T.Zero) own[i] = T.Zero;
            }
            if (Options.AllToAll) Matrices.MultiplyInOrder<T>(own, false, recurrent, false, carried, batch, neurons, neurons);
            else
            {
                for (var at = 0; at < width; at += neurons)
                    TensorPrimitives.Multiply(own.Slice(at, neurons), recurrent, carried.AsSpan(at, neurons));
            }
        }
        if (gradients.IsEmpty)
        {
            if (inputGradient is not null) _linear.Backward(parameters[0], input, drive, inputGradient, null, null);
            return;
        }
        for (var p = 0; p < parameters.Length; p++) operands.WriteSpan("gradients", gradients[p], parameters[p].Lengths);
        _linear.Backward(parameters[0], input, drive, inputGradient, gradients[0], null);
        Matrices.SumRows(all, steps * batch, neurons, gradients[1].Span());
        gradients[1].CopyTo(gradients[3]);
        if (Options.AllToAll) Matrices.Multiply<T>(all, true, last, false, gradients[2].Span(), neurons, neurons, steps * batch);
        else
        {
            TensorPrimitives.Multiply(all, last, last);
            Matrices.SumRows(last, steps * batch, neurons, gradients[2].Span());
        }
        gradients[4].Span()[0] = T.CreateTruncating(thresholdGradient);
    }

    private protected override LayerRun Run(Tensor<float> x, Pass pass)
    {
        nint[] shape = [.. x.Lengths[..^1], Options.Outputs];
        var before = pass.Before<Tensor<float>>(this, shape.AsSpan(1));
        var potential = pass.Take(this, "potential", shape);
        var output = pass.Take(this, "output", shape);
        Forward(Values(), before, x, potential, output);
        SequenceStates.KeepLast(this, before, potential, pass);
        if (!pass.WithGradient) return new(Signal.EachStep(output));
        return new(Signal.EachStep(output), (outputGradient, gradients, inputGradient) =>
        {
            Backward(Values(), before, x, potential, outputGradient, inputGradient, gradients);
            if (!Threshold.IsLearnable) gradients[4].Span().Clear();
        });
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) =>
        SequenceOperations.Products(inputs[0], output, Options.Inputs) with
        {
            MultiplyAccumulates = SequenceOperations.Products(inputs[0], output, Options.Inputs).MultiplyAccumulates
                + (SignalScan.Of(output).Count * (Options.AllToAll ? Options.Outputs : 1)),
        };

    private Tensor<float>[] Values() => [.. StoredParameters.Select(parameter => parameter.Value)];

    private (int Steps, int Batch) Sizes<T>(in Operands operands, ReadOnlySpan<Tensor<T>> parameters, Tensor<T> input)
        where T : unmanaged
    {
        if (parameters.Length != StoredParameters.Count)
            throw new ArgumentException($"LeakyParallel: there are {parameters.Length} parameters; {StoredParameters.Count} are needed.");
        for (var p = 0; p < parameters.Length; p++) operands.ReadSpan(StoredParameters[p].Name, parameters[p], StoredParameters[p].Shape);
        operands.Rows("input", input, [Options.Inputs]);
        return input.Rank == 3 ? ((int)input.Lengths[0], (int)input.Lengths[1])
            : throw operands.Wrong("input", input.Lengths, $"[T, batch, {Options.Inputs}]");
    }
}
