using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Verification;

/// <summary>A recorded network: its layers in our terms, with the weights that PyTorch saved.</summary>
internal sealed class RecordedNetwork
{
    private readonly List<Layer> _layers = [];
    private readonly List<string> _modules = [];
    private readonly JsonRecord _json;
    private readonly string _file;

    /// <summary>Reads the architecture.</summary>
    /// <param name="json">The recording.</param>
    /// <param name="file">The weights.</param>
    /// <param name="shape">The shape of an image.</param>
    public RecordedNetwork(JsonRecord json, string file, int[] shape)
    {
        (_json, _file) = (json, file);
        var weights = SafetensorsFile.Read(file);
        var layers = json.Records("architecture");
        _layers.Add(new Input(shape));
        for (var i = 0; i < layers.Length; i++) _layers.Add(Layer(layers[i], weights, isLast: i == layers.Length - 1));
        FirstNeurons = _layers.FindIndex(layer => layer is NeuronLayer);
    }

    /// <summary>The place of the first layer of neurons.</summary>
    public int FirstNeurons { get; }

    /// <summary>The network, whose output is the membrane potential of its last neurons.</summary>
    public Sequential Create()
    {
        var network = new Sequential(1, [.. _layers]);
        network.ImportPyTorch(_file, [.. _modules]);
        return network;
    }

    private Layer Layer(JsonRecord layer, SafetensorsFile weights, bool isLast)
    {
        int Or(string name, int otherwise) => layer.Has(name) ? layer.Count(name) : otherwise;
        int[] Shape(string module)
        {
            _modules.Add(module);
            return weights.Entry($"{module}.weight").Shape.Select(length => (int)length).ToArray();
        }

        switch (layer.Text("type"))
        {
            case "Linear":
                var matrix = Shape(layer.Text("weights"));
                return new Linear(matrix[1], matrix[0]);
            case "Conv2d":
                var kernel = Shape(layer.Text("weights"));
                return new Conv2d(kernel[1], kernel[0], kernel[2], padding: Or("padding", 0));
            case "MaxPool2d":
                return new MaxPool2d(layer.Count("kernel"));
            case "AvgPool2d":
                return new AveragePool2d(layer.Count("kernel"));
            case "Flatten":
                return new Flatten();
            case "Leaky":
                return new Leaky(options: new()
                {
                    Beta = layer.Number("beta"),
                    Threshold = layer.Number("threshold"),
                    Reset = Reset(layer),
                    Surrogate = Surrogate()
                })
                {
                    Output = isLast ? "mem" : "Output",
                };
            case "Synaptic":
                return new Synaptic(options: new()
                {
                    Alpha = layer.Number("alpha"),
                    Beta = layer.Number("beta"),
                    Threshold = layer.Number("threshold"),
                    Reset = Reset(layer),
                    Surrogate = Surrogate(),
                })
                {
                    Output = isLast ? "mem" : "Output",
                };
            case var type:
                throw layer.Error("type", $"is '{type}', which is not known");
        }
    }

    private static MembraneReset Reset(JsonRecord layer) => layer.Text("reset") switch
    {
        "subtract" => MembraneReset.Subtract,
        "zero" => MembraneReset.Zero,
        "none" => MembraneReset.None,
        var reset => throw layer.Error("reset", $"is '{reset}', which is not known"),
    };

    private Surrogate Surrogate()
    {
        if (!_json.Has("surrogate")) return Neurons.Surrogate.Atan(2);
        var surrogate = _json.Record("surrogate");
        return surrogate.Text("name") == "atan" ? Neurons.Surrogate.Atan(surrogate.Number("alpha")) : throw surrogate.Error("name", "is not known");
    }
}
