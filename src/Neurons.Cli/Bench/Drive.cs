namespace Neurons.Cli.Bench;

/// <summary>An input at which a model fires now and then, so that its figures are those of a working neuron.</summary>
internal static class Drive
{
    /// <summary>
    /// The weakest of a geometric series of constant inputs that gives at least one spike in a hundred steps; 1 where none
    /// does, as for a readout.
    /// </summary>
    public static double Of(ModelEntry model, Dynamics neuron, ParameterValue[] parameters)
    {
        if (!model.Definition.Spikes)
            return 1;
        for (var drive = 1.0 / 16; drive < 1e5; drive *= 2)
        {
            var state = neuron.Initial<double>(parameters, [1], 1, 0);
            var input = System.Numerics.Tensors.Tensor.Create([drive]);
            var inputs = model.Definition.InputNames.Select(_ => InputSequence<double>.NewUnchanged(100, input)).ToArray();
            var (count, _) = neuron.SpikeCounts(parameters, state, inputs, null);
            if (count[0] >= 1)
                return drive;
        }
        return 1;
    }
}
