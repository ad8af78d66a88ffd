using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Simulation;

namespace Neurons.Cli.Populations;

/// <summary>Rules of plasticity by the names that they have in files.</summary>
internal static class RuleParts
{
    private const string Type = "type";
    private const string Initial = "initial";

    private static readonly Registry<SynapseRule> _rules = Rules();

    /// <summary>
    /// A rule: its name, or named values with <c>type</c>: parameters, each a number, a list or a distribution, options, and <c>initial</c>, what
    /// states begin with. Null where there is none.
    /// </summary>
    public static SynapseRule? Rule(Fields fields, string name)
    {
        if (fields.Find(name) is not { } node) return null;
        var place = fields.At(name);
        if (node is not JsonObject values)
        {
            if (fields.Text(name).Contains(':'))
                throw JsonValues.Wrong(place, node, "a name, or named values such as {type: stdp, a_plus: 0.01}");
            return SimulationParts.Placed(place, () => _rules.Parse(node));
        }
        var inner = new Fields(place, values);
        var type = inner.Text(Type);
        string[] parameters = [.. SimulationParts.Placed(place, () => _rules.Parse(type)).Model.ParameterNames];
        var given = new Dictionary<string, SimulationParameter>();
        var options = (JsonObject)values.DeepClone();
        foreach (var spelling in inner.Names)
        {
            if (DefinitionModule.tryIndex(parameters, spelling) is not { } at) continue;
            if (!given.TryAdd(parameters[at.Value], SimulationParts.Values(inner, spelling)))
                throw new FormatException($"{place} has {parameters[at.Value]} twice, once as '{spelling}'");
            options.Remove(spelling);
        }
        var states = inner.Inner(Initial);
        options.Remove(Initial);
        var rule = SimulationParts.Placed(place, () => _rules.Parse(options));
        return rule.Model.Rule(given) with { Initial = states.Names.ToDictionary(state => state, state => SimulationParts.Values(states, state)) };
    }

    private static Registry<SynapseRule> Rules()
    {
        var registry = new Registry<SynapseRule>("rule", Type);
        registry.Register<StdpSynapse, PairOptions>(
            "stdp", made => new() { Dependence = made.Dependence, IsNearest = made.IsNearest }, rule => new(rule.Dependence, rule.IsNearest));
        registry.Register<StdpTripletSynapse, PairOptions>(
            "stdp_triplet", made => new() { Dependence = made.Dependence, IsNearest = made.IsNearest }, rule => new(rule.Dependence, rule.IsNearest));
        registry.Register<StdpDopamineSynapse, NearestOptions>(
            "stdp_dopamine", made => new() { IsNearest = made.IsNearest }, rule => new(rule.IsNearest));
        registry.Register("tsodyks", new TsodyksSynapse());
        registry.Register("vogels_sprekeler", new VogelsSprekelerSynapse());
        registry.Register("scaling", new ScalingSynapse());
        return registry;
    }

    /// <summary>Options of rules that are no numbers.</summary>
    private sealed record PairOptions(StdpDependence Dependence = StdpDependence.Additive, bool IsNearest = false);

    /// <inheritdoc cref="PairOptions"/>
    private sealed record NearestOptions(bool IsNearest = false);
}
