namespace Neurons.Verification;

/// <summary>Replays recorded foldings of batch normalisations into convolutions.</summary>
internal static class Fusions
{
    public static void Replay(DeepCase recorded, Comparison comparison)
    {
        foreach (var json in recorded.Json.Records("cases"))
        {
            var name = json.Text("case");
            var weight = recorded.Shape($"{name}.conv.weight");
            var groups = json.Count("groups");
            var padding = Lengths("padding", 0);
            var (stride, dilation) = (Lengths("stride", 1), Lengths("dilation", 1));
            Layer conv = weight.Length == 3
                ? new Conv1d(new(weight[1] * groups, weight[0], weight[2], stride[0], padding[0], dilation[0], groups, json.Flag("conv_bias")))
                : new Conv2d(new(
                    weight[1] * groups, weight[0], (weight[2], weight[3]), Size(stride), Size(padding), Size(dilation), groups,
                    json.Flag("conv_bias")));
            var norm = new BatchNorm(weight[0], epsilon: json.Number("eps"), affine: json.Flag("affine"));
            var shape = recorded.Shape($"{name}.input");
            var network = new Sequential(1, new Input(shape[2..]), conv, norm);
            foreach (var parameter in conv.StoredParameters) Write(parameter, "conv");
            foreach (var parameter in norm.StoredParameters) Write(parameter, "bn");

            var folded = BatchNormFolding.Fold(network);
            var input = Arrays.Tensor<float>(recorded.Numbers($"{name}.input"), [.. shape.Select(length => (nint)length)]);
            comparison.State($"{name}: layers", [2], [folded.Layers.Count]);
            comparison.State($"{name}: output", recorded.Numbers($"{name}.output"), Arrays.Flat(network.Predict(input)));
            comparison.State($"{name}: output_fused", recorded.Numbers($"{name}.output_fused"), Arrays.Flat(folded.Predict(input)));
            foreach (var parameter in folded.Parameters)
            {
                var local = parameter.Name.Split('.')[^1];
                comparison.State($"{name}: fused {local}", recorded.Numbers($"{name}.fused.{local}"), Arrays.Flat(parameter.Value));
            }

            void Write(Parameter parameter, string module) =>
                Weights.Write(parameter, recorded.Numbers($"{name}.{module}.{parameter.Name.Split('.')[^1]}"));

            int[] Lengths(string option, int otherwise) =>
                json.Has(option) ? Array.ConvertAll(json.Numbers(option), length => (int)length) : [otherwise, otherwise];
        }

        static ImageSize Size(int[] lengths) => (lengths[0], lengths[^1]);
    }
}
