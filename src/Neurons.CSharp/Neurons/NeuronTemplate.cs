using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>A layer of neurons that has no shape yet, as files hold it: one that stands for those of a block.</summary>
internal static class NeuronTemplate
{
    /// <exception cref="NotSupportedException">A parameter has numbers for so many neurons.</exception>
    public static JsonObject Describe(NeuronLayer layer, NeuronOptions given)
    {
        var options = new JsonObject();
        foreach (var (name, value) in layer.Model.Options) options[name] = value;
        var parameters = new JsonObject();
        foreach (var (name, value) in layer.Model.ParameterNames.Zip(given.ParameterValues))
        {
            if (value.IsPerNeuron || value.Number is not { } number)
                throw new NotSupportedException(
                    $"{layer.Model.Name}: {name} is {value}, and a layer without a shape can hold one number, for all or for each channel");
            parameters[name] = value.IsLearnable || value.IsPerChannel
                ? new JsonObject
                {
                    ["value"] = number,
                    ["learnable"] = value.IsLearnable,
                    ["per_channel"] = value.IsPerChannel,
                }
                : number;
        }
        var description = new JsonObject
        {
            ["type"] = "neurons",
            ["model"] = layer.Model.Name,
            ["output"] = layer.Output,
            ["options"] = options,
            ["parameters"] = parameters,
        };
        if (layer.InitialStates.Values.Count == 0) return description;
        var initial = new JsonObject();
        foreach (var (name, value) in layer.InitialStates.Values) initial[name] = value;
        description["initial"] = initial;
        return description;
    }
}
