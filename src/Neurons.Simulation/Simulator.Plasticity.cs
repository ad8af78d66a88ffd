namespace Neurons.Simulation;

public sealed partial class Simulator<T>
{
    /// <summary>
    /// Connects neurons to an input of others by synapses that follow a rule. A spike arrives after its delay, where the rule says what it releases
    /// to the input.
    /// </summary>
    /// <param name="source">The neurons whose spikes travel: a population or a part of it.</param>
    /// <param name="target">The neurons at which they arrive.</param>
    /// <param name="input">The name of the input of the targets' model.</param>
    /// <param name="connectivity">Which are connected.</param>
    /// <param name="weight">The weights at first, within the rule's bounds: one for all, one for each synapse, or drawn; finite.</param>
    /// <param name="delay">The delay in ms, as of other synapses.</param>
    /// <param name="rule">What the synapses do.</param>
    public PlasticConnection<T> Connect(
        PopulationRange source, PopulationRange target, string input, Connectivity connectivity, SimulationParameter weight,
        SimulationParameter delay, SynapseRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Validate();
        var parts = Parts(source, target, input, connectivity, weight, delay);
        if (parts.Weights is null) parts = parts with { Weights = Filled(parts.Rows.Count, parts.Weight) };
        return Add(new PlasticConnection<T>(parts, rule, SynapseParts(parts, rule), Dt, () => Step), 0);
    }

    /// <summary>Records the weights of chosen synapses from now on.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="synapses">The numbers of the synapses; null for all.</param>
    /// <param name="every">How often, in ms: a whole number of steps. 0, the default, for every step.</param>
    /// <param name="most">How many numbers it may hold; more are an error.</param>
    public SynapseRecorder<T> RecordWeights(
        PlasticConnection<T> connection, IReadOnlyList<int>? synapses = null, double every = 0, long most = 250_000_000) =>
        RecordSynapses(connection, [SynapseModel.Weight], synapses, every, most);

    /// <summary>Records states of chosen synapses from now on, each as of its last event.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="names">The names of the states.</param>
    /// <param name="synapses">The numbers of the synapses; null for all.</param>
    /// <param name="every">How often, in ms: a whole number of steps. 0, the default, for every step.</param>
    /// <param name="most">How many numbers it may hold; more are an error.</param>
    public SynapseRecorder<T> RecordSynapses(
        PlasticConnection<T> connection, IReadOnlyList<string> names, IReadOnlyList<int>? synapses = null, double every = 0,
        long most = 250_000_000)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(names);
        RequireMine(connection.Target.Population, nameof(connection));
        int[] chosen = synapses is null ? [.. Enumerable.Range(0, connection.Count)] : [.. synapses];
        foreach (var synapse in chosen)
            Require.That((uint)synapse < (uint)connection.Count, $"{connection}", nameof(synapses), synapse, $"in 0 .. {connection.Count - 1}");
        var steps = Math.Max(1, Steps(Owner, nameof(every), every));
        return Add(new SynapseRecorder<T>(connection, chosen, [.. names], steps, Require.AtLeast(1, Owner, nameof(most), most)));
    }

    /// <summary>The states and parameters of synapses, when all has been checked and drawn.</summary>
    private SynapseParts<T> SynapseParts(ConnectionParts<T> parts, SynapseRule rule)
    {
        var (model, count, owner) = (rule.Model, parts.Rows.Count, $"{parts}");
        string[] parameterNames = [.. model.ParameterNames], stateNames = [.. model.StateNames];
        var streams = NextStreams((uint)(parameterNames.Length + stateNames.Length));
        int Index(string[] names, string what, string name) => DefinitionModule.tryIndex(names, name)?.Value
            ?? throw new ArgumentException($"{owner}: {model.Name} has no {what} {name}.{DefinitionModule.suggestion(names, name)}", nameof(rule));

        var values = model.Parameters.Select(parameter => (SimulationParameter)parameter.Value).ToArray();
        foreach (var (name, given) in rule.Parameters) values[Index(parameterNames, "parameter", name)] = given;
        var columns = values.Select((given, p) =>
        {
            var range = model.Parameters[p].Range;
            bool IsAllowed(double value) => range.Contains(value) && IsWeight(value);
            var name = $"{model.Name}.{parameterNames[p]}";
            return Synapses(
                parts.Rows, given.Checked(owner, name, count, IsAllowed, $"{range}"), streams + (uint)p, (IsAllowed, owner, name, $"{range}"),
                T.CreateTruncating);
        }).ToArray();

        var starts = model.States.Select(state => (SimulationParameter)state.Value).ToArray();
        foreach (var (name, given) in rule.Initial)
        {
            var at = Index(stateNames, "state", name);
            starts[at] = at != model.WeightIndex
                ? given
                : throw new ArgumentException(
                    $"{owner}: weights begin with what the connection is given, not with a state of the rule.", nameof(rule));
        }
        var states = starts.Select((given, s) => s == model.WeightIndex
            ? parts.Weights!
            : Synapses(
                parts.Rows, given.Checked(owner, stateNames[s], count, IsWeight, "finite"), streams + (uint)(parameterNames.Length + s),
                (IsWeight, owner, stateNames[s], "finite"), T.CreateTruncating) ?? Filled(count, T.CreateTruncating(given.Number))).ToArray();

        if (model.Bounds is var (least, most))
        {
            T Bound(int p, int synapse) => columns[p] is { } own ? own[synapse] : T.CreateTruncating(values[p].Number);
            for (var k = 0; k < count; k++)
            {
                var (low, high) = (Bound(least, k), Bound(most, k));
                Require.That(low <= high, owner, $"{model.Name}.{parameterNames[most]}", high, $"≥ {parameterNames[least]}, which is {low}");
                var weight = parts.Weights![k];
                Require.That(weight >= low && weight <= high, owner, nameof(weight), weight, $"in [{low}, {high}], the rule's bounds");
            }
        }
        T[] shared = [.. columns.Zip(values).Where(pair => pair.First is null).Select(pair => T.CreateTruncating(pair.Second.Number)), T.Zero];
        var pinned = SparseRows.Array<T>(shared.Length);
        shared.CopyTo(pinned, 0);
        return new(
            model, states, [.. columns.OfType<T[]>()], pinned, Array.ConvertAll(columns, column => column is null));
    }

    private static T[] Filled(int count, T number)
    {
        var column = SparseRows.Array<T>(count);
        column.AsSpan().Fill(number);
        return column;
    }
}
