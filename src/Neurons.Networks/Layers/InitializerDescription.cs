using System.Text.Json.Nodes;
using Neurons.Learning;
using Law = Neurons.Learning.Initializer;

namespace Neurons.Networks;

/// <summary>An initialiser as the <c>weights</c> of a layer's description: a name, such as <c>kaiming_uniform</c>, and its numbers.</summary>
internal static class InitializerDescription
{
    private const string Weights = "weights", Standard = "standard";

    private const string Names =
        "standard, constant, uniform, normal, xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal, orthogonal and sparse";

    /// <exception cref="FormatException">It is not known, or a number is not allowed; the message names it.</exception>
    public static Initializer Read(LayerDescription layer)
    {
        var (name, v) = LayerDescription.Named(layer.NameOrObject(Weights), Weights, Standard);
        var initializer = name switch
        {
            Standard => Initializer.Standard,
            "constant" => Initializer.Constant(v.Number("value")),
            "uniform" => Initializer.Uniform(v.Number("low"), v.Number("high")),
            "normal" => Initializer.Normal(v.Number("mean", 0), v.Number("deviation")),
            "xavier_uniform" => Initializer.XavierUniform(v.Number("gain", 1)),
            "xavier_normal" => Initializer.XavierNormal(v.Number("gain", 1)),
            "kaiming_uniform" => Initializer.KaimingUniform(v.Number("gain", Math.Sqrt(2)), v.Bool("fanOut", false)),
            "kaiming_normal" => Initializer.KaimingNormal(v.Number("gain", Math.Sqrt(2)), v.Bool("fanOut", false)),
            "orthogonal" => Initializer.Orthogonal(v.Number("gain", 1)),
            "sparse" => Initializer.Sparse(v.Number("sparsity"), v.Number("deviation", 0.01)),
            _ => throw new FormatException($"weights is '{name}'; {Names} are known"),
        };
        v.RequireKnown("name");
        return initializer;
    }

    /// <summary>Adds an initialiser to the description of a layer; the standard one is what is not said.</summary>
    public static JsonObject With(this JsonObject layer, Initializer initializer)
    {
        if (!initializer.Rule.Equals(InitializerModule.standard)) layer[Weights] = Describe(initializer.Rule);
        return layer;
    }

    private static JsonObject Describe(Law rule) => rule switch
    {
        Law.Constant constant => new() { ["name"] = "constant", ["value"] = constant.value },
        Law.Uniform uniform => new() { ["name"] = "uniform", ["low"] = uniform.low, ["high"] = uniform.high },
        Law.Normal normal => new() { ["name"] = "normal", ["mean"] = normal.mean, ["deviation"] = normal.deviation },
        Law.XavierUniform xavier => new() { ["name"] = "xavier_uniform", ["gain"] = xavier.gain },
        Law.XavierNormal xavier => new() { ["name"] = "xavier_normal", ["gain"] = xavier.gain },
        Law.KaimingUniform kaiming => new() { ["name"] = "kaiming_uniform", ["gain"] = kaiming.gain, ["fanOut"] = kaiming.fan.IsFanOut },
        Law.KaimingNormal kaiming => new() { ["name"] = "kaiming_normal", ["gain"] = kaiming.gain, ["fanOut"] = kaiming.fan.IsFanOut },
        Law.Orthogonal orthogonal => new() { ["name"] = "orthogonal", ["gain"] = orthogonal.gain },
        Law.Sparse sparse => new() { ["name"] = "sparse", ["sparsity"] = sparse.sparsity, ["deviation"] = sparse.deviation },
        _ => throw new InvalidOperationException($"{rule} has no description."),
    };
}
