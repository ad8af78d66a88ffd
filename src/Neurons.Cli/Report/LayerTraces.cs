using System.Numerics.Tensors;
using Neurons.Cli.Simulate;

namespace Neurons.Cli.Report;

/// <summary>What a layer does with a sample.</summary>
/// <param name="Output">What it gives.</param>
/// <param name="IsSpikes">Whether that is spikes.</param>
/// <param name="Potential">The membrane potentials, with their name and unit; null where it has none, or they are not known.</param>
/// <param name="PotentialLabel">Their name and unit.</param>
internal sealed record LayerTrace(Course Output, bool IsSpikes, Course? Potential, string PotentialLabel);

/// <summary>Samples on their way through a network.</summary>
internal static class LayerTraces
{
    /// <param name="network">The network.</param>
    /// <param name="graph">How its layers are connected.</param>
    /// <param name="inputs">Each [T, 1, features…], by the names of the network.</param>
    public static LayerTrace[] Of(Network network, LayerGraph graph, IReadOnlyDictionary<string, Tensor<float>> inputs)
    {
        var outputs = network.Trace(inputs);
        var input = inputs[network.InputNames[0]];
        var traces = new LayerTrace[network.Layers.Count];
        for (var i = 0; i < traces.Length; i++)
        {
            var output = Course.Of(outputs[i]);
            var (potential, label) = network.Layers[i] is NeuronLayer neurons && graph.IsSimple[i]
                ? Potential(neurons, Sum(i), outputs[i]) : (null, "");
            traces[i] = new(output, IsSpiking(network.Layers[i]) && output.IsSpikes, potential, label);
        }

        return traces;

        Tensor<float> Sum(int layer)
        {
            var sum = Tensor.CreateFromShape<float>((layer < 0 || graph.Sources[layer][0] < 0 ? input : outputs[graph.Sources[layer][0]]).Lengths);
            var to = sum.GetDimensionSpan(0);
            foreach (var source in graph.Sources[layer])
            {
                var from = (source < 0 ? input : outputs[source]).GetDimensionSpan(0);
                var delay = graph.IsDelayed(layer, source) ? 1 : 0;
                for (var t = delay; t < (int)sum.Lengths[0]; t++) Tensor.Add<float>(to[t], from[t - delay], to[t]);
            }

            return sum;
        }
    }

    /// <summary>Whether a layer is neurons that spike, or ends in some.</summary>
    public static bool IsSpiking(Layer layer) => layer is NeuronLayer neurons
        ? neurons.Model.Spikes && neurons.Output == NeuronLayer.Spikes
        : layer.Children.Count > 0 && layer.Children.Any(IsSpiking);

    /// <summary>The potentials of neurons that run again by themselves; null if they do not give what they gave in the network.</summary>
    private static (Course?, string) Potential(NeuronLayer layer, Tensor<float> input, Tensor<float> output)
    {
        var state = SimulationFigure.Potential(layer.Model);
        if (layer.Output == layer.Model.StateNames[state]) return (null, "");
        var (recorded, _) = layer.RecordStates<float>(input, null, layer.Output, layer.Model.StateNames[state]);
        var (again, potential, given) = (
            Course.Of(recorded[layer.Output]), Course.Of(recorded[layer.Model.StateNames[state]]), Course.Of(output));
        // What a readout gives may be its potential.
        return again.Values.AsSpan().SequenceEqual(given.Values) && !potential.Values.AsSpan().SequenceEqual(given.Values)
            ? (potential, SimulationFigure.Label(layer.Model, state))
            : (null, "");
    }
}
