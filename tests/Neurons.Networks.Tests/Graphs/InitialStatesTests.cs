namespace Neurons.Networks.Tests;

/// <summary>Neurons whose states begin with numbers of the user's.</summary>
public sealed class InitialStatesTests
{
    public static TheoryData<string> Models() => [.. Neurons.Models.all.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_state_begins_with_its_number_and_the_others_as_the_model_says(string model)
    {
        var plain = NamedNeurons.Layer(model, [3]);
        foreach (var state in plain.Model.StateNames)
        {
            var own = NamedNeurons.Layer(model, [3], initialStates: InitialStates.OfTheModel.With(state, 0.125)).Initial<double>(2);
            foreach (var name in plain.Model.StateNames)
            {
                var expected = name == state ? Tensors.Full(0.125, 2, 3) : plain.Initial<double>(2)[name];
                Assert.Equal(expected.Span().ToArray(), own[name].Span().ToArray());
            }
        }
    }

    [Fact]
    public void A_sequence_without_a_state_begins_there()
    {
        var layer = new CubaLif(2, new CubaLifOptions().WithInitial("V", 0.5).WithInitial("i", 1));
        var x = Tensors.Uniform<float>([9, 1, 2], 0, 3);
        var from = new CubaLif(2).Initial<float>(1).With("V", Tensors.Full(0.5f, 1, 2)).With("I", Tensors.Full(1f, 1, 2));
        Assert.Equal(new CubaLif(2).Integral(x, from).Output.Span().ToArray(), layer.Integral(x).Output.Span().ToArray());
    }

    [Fact]
    public void A_network_keeps_them_in_its_file()
    {
        var network = new Sequential(1, new Linear(4, 5), new LeakyIntegrator(5, new LeakyIntegratorOptions().WithInitial("V", 0.75)));
        var x = Tensors.Uniform<float>([6, 2, 4]);
        var plain = new Sequential(1, new Linear(4, 5), new LeakyIntegrator(5));
        Assert.NotEqual(plain.Predict(x).Span().ToArray(), network.Predict(x).Span().ToArray());
        var path = Samples.TemporaryFile("initial.safetensors");
        network.Save(path);
        Assert.Equal(network.Predict(x).Span().ToArray(), Network.Load(path).Predict(x).Span().ToArray());
    }

    [Fact]
    public void A_network_file_says_them()
    {
        var path = Samples.TemporaryFile("initial.yaml");
        File.WriteAllText(path, "layers: [{type: linear, inputs: 4, outputs: 5}, {type: LeakyIntegrator, initial: {V: 0.75}}]");
        Assert.Equal(0.75, Assert.IsAssignableFrom<NeuronLayer>(NetworkFile.Read(path).Layers[1]).InitialStates.Values["V"]);
        File.WriteAllText(path, "layers: [{type: linear, inputs: 4, outputs: 5}, {type: LeakyIntegrator, initial: {W: 0.75}}]");
        Assert.Contains("no state W", Assert.Throws<IO.FormatError>(() => NetworkFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_and_states_that_there_are_not_are_refused_by_name()
    {
        Assert.Contains("V is NaN", Assert.Throws<ArgumentOutOfRangeException>(() => InitialStates.OfTheModel.With("V", double.NaN)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no state U", Assert.ThrowsAny<ArgumentException>(() => new CubaLif(1, new CubaLifOptions().WithInitial("U", 1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_with_the_same_initial_states_are_equal()
    {
        Assert.Equal(new CubaLifOptions().WithInitial("V", 1).WithInitial("I", 2), new CubaLifOptions().WithInitial("I", 2).WithInitial("V", 1));
        Assert.NotEqual(new CubaLifOptions().WithInitial("V", 1), new CubaLifOptions());
    }
}
