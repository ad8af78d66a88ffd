using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What the built-in layers do in a pass. With N outputs, K weights behind each: a binary input costs an accumulate for each spike and weight,
/// another one N·K multiply-accumulates. A tensor is binary where all its numbers are 0 or 1. Of convolutions that are not plain ones, the weights at
/// borders count as if they were inside.
/// </summary>
internal sealed class OperationRules(Func<NeuronLayer, UpdateCost> updates)
{
    private readonly Dictionary<Layer, UpdateCost> _updates = [];
    private readonly Dictionary<Layer, WindowPairs> _pairs = [];

    public LayerWork Of(Layer layer, ReadOnlySpan<Signal> inputs, Signal output)
    {
        var given = inputs.IsEmpty || inputs[0].IsNone ? output : inputs[0];
        var outputs = Count(output);
        var work = new LayerWork { Layer = layer, Steps = given.IsConstant ? 1 : given.Steps, Inputs = Count(given), Outputs = outputs };
        switch (layer)
        {
            case ICountsOperations own:
                return work with { Operations = own.Count(inputs, output) };
            case NeuronLayer neurons:
                return Neurons(work with { Steps = output.Steps }, neurons, output);
            case Linear linear:
                {
                    var scan = SignalScan.Of(given);
                    return Weights(work, scan, scan.NonZero * linear.Outputs, outputs * linear.Inputs, linear.Weight, linear.Bias);
                }
            case SignedLinear signed:
                {
                    // a weight either excites or inhibits
                    var scan = SignalScan.Of(given);
                    var neurons = work with { Outputs = outputs / 2 };
                    return Weights(neurons, scan, scan.NonZero * signed.Options.Outputs, signed.Options.Inputs, signed.Weight, null) with
                    {
                        Outputs = outputs,
                    };
                }
            case Convolution convolution:
                {
                    var scan = SignalScan.Of(given);
                    var pairs = scan.IsBinary ? Pairs(convolution, given) * (convolution.Outputs / convolution.Groups) : 0;
                    var behind = convolution.Weight.Value.FlattenedLength / convolution.Outputs;
                    return Weights(work, scan, pairs, outputs * behind, convolution.Weight, convolution.Bias);
                }
            case Feedback { IsAllToAll: true } feedback:
                {
                    // the spikes of a step arrive at the next one
                    var scan = SignalScan.Of(output);
                    var last = output.Bits is { } bits ? bits.Step(bits.Steps - 1).ToArray().Sum(word => (long)ulong.PopCount(word)) : LastOf(output);
                    var neurons = feedback.Weight.Value.Lengths[0];
                    scan = scan with { NonZero = scan.NonZero - last };
                    return Weights(work, scan, scan.NonZero * neurons, outputs * neurons, feedback.Weight, null);
                }
            case BatchNorm norm:
                return work with
                {
                    Operations = new()
                    {
                        MultiplyAccumulates = outputs,
                        Accumulates = outputs + norm.Channels,
                        FloatingPointOperations = (4 * outputs) + (2 * norm.Channels),
                        MemoryBytes = sizeof(float) * ((2 * outputs) + (4 * norm.Channels)),
                    },
                };
            case Pool pool:
                {
                    var window = pool.ImageWindows.Kernel.Aggregate(1, (area, length) => area * length);
                    return work with
                    {
                        Operations = new()
                        {
                            Accumulates = outputs * (window - 1),
                            FloatingPointOperations = outputs * window,
                            MemoryBytes = sizeof(float) * (work.Inputs + outputs),
                        },
                    };
                }
            case QuantizedStates quantized:
                {
                    var own = Neurons(work with { Steps = output.Steps }, quantized.Options.Neurons, output);
                    return own with { Operations = own.Operations + ElementRules.Of(layer, 0, outputs)!.Value };
                }
            case ReparameterizedLayer { Children: [var weighted] }:
                return Of(weighted, inputs, output) with { Layer = layer };
            default:
                if (WeightRules.Of(layer) is { } weights)
                {
                    var scan = SignalScan.Of(given);
                    return Weights(work, scan, scan.NonZero * weights.Behind, weights.Products(work.Inputs, outputs), weights.Weight, weights.Bias);
                }
                return ElementRules.Of(layer, work.Inputs, outputs) is { } operations ? work with { Operations = operations } : work;
        }
    }

    /// <summary>What it takes to sum what several layers give.</summary>
    public static LayerWork Sums(ReadOnlySpan<Signal> signals)
    {
        var operations = new LayerOperations();
        var sum = SignalScan.Of(signals[0]);
        foreach (var signal in signals[1..])
        {
            var other = SignalScan.Of(signal);
            var count = Math.Max(sum.Count, other.Count);
            operations += new LayerOperations
            {
                Accumulates = sum.IsBinary && other.IsBinary ? sum.NonZero + other.NonZero : count,
                FloatingPointOperations = count,
                MemoryBytes = sizeof(float) * (sum.Count + other.Count + count),
            };
            sum = new(false, count, count);
        }
        return new() { Steps = signals[0].IsConstant ? 1 : signals[0].Steps, Outputs = sum.Count, Operations = operations };
    }

    private static LayerWork Weights(LayerWork work, SignalScan input, long pairs, long products, Parameter weight, Parameter? bias)
    {
        var (weights, biases) = ((long)weight.Value.FlattenedLength, (long)(bias?.Value.FlattenedLength ?? 0));
        var added = bias is null ? 0 : work.Outputs;
        return work with
        {
            IsBinary = input.IsBinary,
            NonZeroInputs = input.NonZero,
            Operations = new()
            {
                SynapticOperations = input.IsBinary ? pairs : 0,
                MultiplyAccumulates = input.IsBinary ? 0 : products,
                Accumulates = input.IsBinary ? pairs : 0,
                FloatingPointOperations = (2 * products) + added,
                MemoryBytes = sizeof(float) * (work.Inputs + weights + work.Outputs + biases),
                WeightReads = input.IsBinary ? pairs : products,
                BiasReads = added,
            },
        };
    }

    private LayerWork Neurons(LayerWork work, NeuronLayer layer, Signal output)
    {
        if (!_updates.TryGetValue(layer, out var cost)) _updates[layer] = cost = updates(layer);
        var spikes = layer.Model.Spikes && layer.Output == NeuronLayer.Spikes ? SignalScan.Of(output).NonZero : 0;
        var each = work.Outputs;
        return work with
        {
            Update = cost,
            Operations = new()
            {
                NeuronUpdates = each,
                Spikes = spikes,
                Accumulates = each * cost.Accumulates,
                FloatingPointOperations = each * cost.FloatingPointOperations,
                MemoryBytes = (each * cost.MemoryBytes) + (each / Math.Max(1, work.Steps) * cost.FirstStepBytes),
            },
        };
    }

    private long Pairs(Convolution convolution, Signal input)
    {
        if (!_pairs.TryGetValue(convolution, out var pairs))
            _pairs[convolution] = pairs = new(convolution.ImageWindows.Over(convolution.ToString(), input.Shape, out _));
        return pairs.Count(input);
    }

    private static long Count(Signal signal) => signal.IsNone ? 0
        : TensorPrimitives.Product(signal.Shape) * (signal.IsConstant ? 1 : signal.Steps);

    private static long LastOf(Signal output) =>
        output.Steps == 0 ? 0 : SignalScan.Of(Signal.Rows(output.Values, output.Steps - 1, 1)).NonZero;
}
