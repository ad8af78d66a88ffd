namespace Neurons.Deploy;

/// <summary>Layers of neurons by themselves.</summary>
internal static class Layers
{
    /// <summary>A stream of steps and sequences in both precisions, states of every form, and gradients.</summary>
    public static Checksum Stream()
    {
        var sum = new Checksum();
        var layer = new CubaLif(4, CubaLifOptions.Norse1 with { VTh = Learnable.PerNeuron(0.2) });
        var floats = layer.Initial<float>(batch: 3, seed: 11);
        for (var t = 0; t < 5; t++) (_, floats) = layer.Step(Inputs.Floats(3, 4), floats);
        var buffers = layer.Buffers<float>(steps: 9, batch: 3);
        var (spikes, final) = layer.Integral(Inputs.Floats(9, 3, 4), floats, buffers);
        final = final[0].Concat(final[1], final[2]).With("V", final.I).Detach();
        var (recorded, _) = layer.Record(Inputs.Floats(9, 3, 4), final, "V", "Output");
        var (counts, _) = layer.SpikeCounts(Inputs.Floats(9, 3, 4), final);
        sum.Add(spikes).Add(final.V).Add(recorded["V"]).Add(counts);

        var pullback = layer.Pullback(Inputs.Floats(9, 3, 4), final);
        var gradients = pullback.Gradients(Inputs.Floats(9, 3, 4));
        sum.Add(gradients.Input).Add(gradients.Parameters["VTh"]);

        var (precise, state) = layer.Integral(Inputs.Doubles(9, 3, 4), layer.Initial<double>(3));
        (_, state) = layer.Step(Inputs.Doubles(3, 4), state);
        sum.Add(precise).Add(state.V).Add(layer.Pullback(Inputs.Doubles(9, 3, 4), state).Gradients(Inputs.Doubles(9, 3, 4)).Input);
        return sum;
    }

    /// <summary>Every model of the library by its name, forward and back.</summary>
    public static Checksum EveryModel()
    {
        var sum = new Checksum();
        foreach (var entry in Models.all)
        {
            var layer = new ModelLayer(entry.Name, [5]);
            if (layer.Explain().Length == 0) throw new InvalidOperationException($"{entry.Name} has no description.");
            NeuronInput<float> input = Inputs.Floats(7, 2, 5);
            NeuronInput<double> precise = Inputs.Doubles(7, 2, 5);
            foreach (var other in entry.Definition.InputNames.Skip(1))
            {
                input = input.And(other, Inputs.Floats(7, 2, 5));
                precise = precise.And(other, Inputs.Doubles(7, 2, 5));
            }

            var (output, _) = layer.Integral(input);
            var pullback = layer.Pullback(precise);
            sum.Add(output).Add(pullback.Gradients(Inputs.Doubles(7, 2, 5)).Input);
        }

        return sum;
    }
}
