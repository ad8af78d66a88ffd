using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Makes rules of plasticity at work of the named values under <c>plasticity</c> in a network file.</summary>
internal static class LearningReader
{
    private const string Rule = "rule";

    /// <exception cref="FormatException">A value is not allowed; the message names it.</exception>
    public static LocalLearning Read(Network network, JsonObject values)
    {
        var learning = new LocalLearning(network);
        foreach (var (layer, node) in values)
        {
            // a rule alone, or with how it is bound
            var bound = node is JsonObject named && PartName.In(named, Rule) is not null ? named : new JsonObject { [Rule] = node?.DeepClone() };
            var v = new NamedValues(bound, $"plasticity.{layer}", null);
            var rule = PlasticityRule.Kinds.Read(PartName.Value(bound, Rule), v.Path);
            var usual = new PlasticityOptions();
            var options = new PlasticityOptions(
                v.Number("dt", usual.Dt), v.Int("batch", usual.Batch), v.Has("weight_sum") ? v.Number("weight_sum") : null);
            // a number in a chain, a name in a graph
            var neurons = PartName.Value(bound, "neurons")?.ToString();
            v.RequireKnown([Rule, "weight_sum", "neurons"]);
            learning.Bind(layer, rule, options, neurons);
        }
        return learning.Layers.Count > 0 ? learning : throw new FormatException("plasticity binds no rule to a layer");
    }
}
