using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What a conversion gives. It can be taken apart: <c>var (network, report) = AnnToSnn.Convert(…);</c></summary>
/// <param name="Network">The spiking network; its output is a current at each step, whose mean over the steps is the analogue network's.</param>
/// <param name="Report">What was done, and how well.</param>
public sealed record ConvertedNetwork(Network Network, ConversionReport Report);

/// <summary>
/// Makes a spiking network of an analogue one that was trained with <see cref="ActivationFunction.Relu"/> or <see cref="Qcfs"/>: each activation
/// becomes neurons without a leak (<see cref="Iaf"/>), which lose the threshold by a spike, so that their rate is the activation. Batch
/// normalisations are folded into weights, and weights are scaled so that a spike a step stands for nearly the largest activation of the data
/// (Diehl et al. 2015; Rueckauer et al. 2017; Bu et al. 2022). Samples are shown as they are at every step.
/// </summary>
/// <example><code>
/// var (spiking, report) = AnnToSnn.Convert(network, training);
/// foreach (var (steps, accuracy) in report.AccuracyOverTime(test, [4, 8, 16, 32])) Console.WriteLine($"{steps}: {accuracy:P1}");
/// </code></example>
public static class AnnToSnn
{
    /// <summary>Converts a network, with data for the scales.</summary>
    /// <param name="network">The analogue network; it is not changed.</param>
    /// <param name="calibration">Samples as in training, that stay the same over time; a few hundred are enough.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something cannot be converted; the message names the layer and says what to do.</exception>
    public static ConvertedNetwork Convert(Network network, Dataset calibration, ConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(calibration);
        options ??= new();
        var batches = new Batches(Fitted(calibration, network), options.BatchSize, network.Seed, null, 1);
        return Convert(network, batches.Epoch(0).Take(options.Batches).Select(batch => batch.Values!), options);
    }

    /// <summary>Converts a network, with batches for the scales.</summary>
    /// <param name="network">The analogue network; it is not changed.</param>
    /// <param name="batches">[batch, features…] each; they are gone through twice.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something cannot be converted; the message names the layer and says what to do.</exception>
    public static ConvertedNetwork Convert(Network network, IEnumerable<Tensor<float>> batches, ConversionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batches);
        options ??= new();
        var flat = new FlatNetwork(network);
        foreach (var node in flat.Nodes) RequireConvertible(node, options);
        foreach (var node in flat.Nodes.Where(node => IsIdentity(node.Layer)).ToArray()) flat.Remove(node);
        var folded = flat.FoldBatchNorms();
        if (options.MaxPooling == MaxPoolConversion.Average) Replace(flat, Averaged);
        var reference = flat.Build();
        var measure = new ActivationScales(flat, reference, options);
        var scales = measure.Of(batches);
        if (scales.Count == 0)
            throw new ArgumentException("The network has no activation that becomes neurons; it needs at least one Relu or Qcfs.", nameof(network));
        var layers = measure.Report(batches);
        var before = flat.Nodes.Select((node, i) => (node, Place: flat.Place(reference, i))).ToDictionary(one => one.node, one => one.Place);
        if (options.MaxPooling == MaxPoolConversion.Spiking) Replace(flat, Spiking);
        new UnitFlow(flat, scales, options).Run();
        var spiking = flat.Build();
        var places = flat.Nodes.Select((node, i) => (node, Place: flat.Place(spiking, i))).Where(one => scales.ContainsKey(one.node))
            .Select(one => (one.node.Place, scales[one.node], before[one.node], one.Place)).ToArray();
        return new(spiking, new ConversionReport(network, spiking, reference, layers, folded, places));
    }

    /// <summary>Data in the shape that a network takes.</summary>
    internal static Dataset Fitted(Dataset data, Network network)
    {
        if (data.TimeSteps is not null)
            throw new ArgumentException("The samples change over time; a conversion takes samples that stay the same.", nameof(data));
        return data.Reshape(network.InputShape.ToArray());
    }

    private static void Replace(FlatNetwork flat, Func<Layer, Layer?> other)
    {
        foreach (var node in flat.Nodes)
        {
            if (other(node.Layer) is not null) node.Replacement = () => other(node.Layer)!;
        }
    }

    private static bool IsIdentity(Layer layer) => layer is Dropout or Activation { Function: ActivationFunction.Identity };

    private static Layer? Averaged(Layer layer) => layer switch
    {
        MaxPool1d { Options: var o } => new AveragePool1d(o.Kernel, o.Stride, o.Padding, countPadding: false),
        MaxPool2d { Options: var o } => new AveragePool2d(o.Kernel, o.Stride, o.Padding, countPadding: false),
        _ => null,
    };

    private static Layer? Spiking(Layer layer) => layer switch
    {
        MaxPool1d { Options: var o } => new SpikingMaxPool1d(o),
        MaxPool2d { Options: var o } => new SpikingMaxPool2d(o),
        _ => null,
    };

    /// <summary>Refuses a layer that has no counterpart, and says what to do.</summary>
    private static void RequireConvertible(FlatNode node, ConversionOptions options)
    {
        var wrong = node.Layer switch
        {
            Activation { Function: ActivationFunction.Sigmoid or ActivationFunction.Tanh } =>
                "is no rate of spikes; train the network with Relu or Qcfs instead",
            MaxPool1d or MaxPool2d when options.MaxPooling == MaxPoolConversion.EachStep && node.Inputs[0].Any(IsCurrent) =>
                "takes currents, whose largest at each step is not that of their means; put it after the activation, where its values are the same",
            LayerNorm => "divides by what changes with every sample; train the network with BatchNorm instead",
            NeuronLayer => "is of neurons already; an analogue network is converted",
            Input or Linear or Convolution or BatchNorm or Activation or Qcfs or Dropout or Flatten or Pool or Concatenate => null,
            _ => "has no counterpart in a spiking network; Linear, convolutions, BatchNorm, Relu, Relu6, Qcfs, Dropout, pooling, Flatten, sums and "
                + "concatenations have",
        };
        if (wrong is not null) throw new ArgumentException($"{char.ToUpperInvariant(node.ToString()[0])}{node.ToString()[1..]}, {wrong}.");
    }

    /// <summary>Whether what a node gives comes from weights, and not from an activation.</summary>
    private static bool IsCurrent(FlatNode node) =>
        node.Affine is not null || (!ActivationScales.IsActivation(node.Layer) && node.Inputs.SelectMany(input => input).Any(IsCurrent));
}
