using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class NetworkStateTests
{
    [Fact]
    public void Pieces_of_an_input_one_after_the_other_give_the_output_of_the_whole()
    {
        var network = Samples.Network();
        var whole = Samples.Uniform(4, 0, 3, 12, 5, 6);
        var flat = Samples.Flat(whole);
        Tensor<float> Piece(int from, int until) => Tensor.Create(flat[(from * 30)..(until * 30)], [until - from, 5, 6]);

        var (first, state) = network.Predict(Piece(0, 5), null);
        var (second, last) = network.Predict(Piece(5, 6), state);
        var (third, _) = network.Predict(Piece(6, 12), last);
        float[] joined = [.. Samples.Flat(first), .. Samples.Flat(second), .. Samples.Flat(third)];
        Assert.Equal(Samples.Flat(network.Predict(whole)), joined);
    }

    [Fact]
    public void A_carried_state_stays_what_it_is_until_the_gradient_is_taken_also_in_a_workspace()
    {
        var network = Samples.Network();
        var workspace = new Workspace();
        var (a, b) = (Samples.Uniform(4, 0, 3, 7, 5, 6), Samples.Uniform(5, 0, 3, 7, 5, 6));
        var outer = Samples.Uniform(6, -1, 1, 7, 5, 3);
        NetworkState? kept = null, apart = null;
        for (var k = 0; k < 4; k++)
        {
            var input = k % 2 == 0 ? a : b;
            var inWorkspace = network.Forward(input, workspace, kept);
            var allocated = network.Forward(input, state: apart);
            (kept, apart) = (inWorkspace.State, allocated.State);
            var (expected, gradients) = (allocated.Pullback(outer), inWorkspace.Pullback(outer));
            for (var p = 0; p < network.Parameters.Count; p++) Assert.Equal(Samples.Flat(expected[p]), Samples.Flat(gradients[p]));
        }
    }

    [Fact]
    public void Noise_differs_between_training_passes_and_not_between_evaluations()
    {
        static Sequential Noisy() => new(7, new Bernoulli(6));
        var x = Samples.Uniform(3, 0, 1, 5, 6);
        var network = Noisy();
        var (first, second) = (Samples.Flat(network.Forward(x, 20).Output), Samples.Flat(network.Forward(x, 20).Output));
        Assert.NotEqual(first, second);
        Assert.Equal(2, network.TrainingPasses);
        Assert.Equal(Samples.Flat(network.Predict(x, 20)), Samples.Flat(network.Predict(x, 20)));
        Assert.Equal(first, Samples.Flat(Noisy().Forward(x, 20).Output));
    }

    [Fact]
    public void A_neuron_layer_gives_the_state_that_is_asked_for()
    {
        var x = Samples.Uniform(3, 0, 0.5f, 9, 5, 6);
        var leaky = new Leaky(6);
        var expected = leaky.RecordStates<float>(x, null, "mem").Recorded["mem"];
        var network = new Sequential(1, new Leaky(6) { Output = "mem" });
        Assert.Equal(Samples.Flat(expected), Samples.Flat(network.Predict(x)));

        var file = Samples.TemporaryFile("membrane.safetensors");
        network.Save(file);
        Assert.Equal(Samples.Flat(expected), Samples.Flat(Sequential.Load(file).Predict(x)));
        Assert.Contains("Leaky", Assert.Throws<ArgumentException>(() => new Leaky(6) { Output = "current" }).Message);
    }

    [Fact]
    public void An_input_layer_states_the_shape_and_changes_nothing()
    {
        var network = new Sequential(1, new Input(6), new Activation(ActivationFunction.Identity));
        var x = Samples.Uniform(3, 0, 1, 4, 5, 6);
        Assert.Equal([6], network.InputShape.ToArray());
        Assert.Equal(Samples.Flat(x), Samples.Flat(network.Predict(x)));
        var error = Assert.Throws<ArgumentException>(
            () => new Sequential(1, new Input(2, 3), new Activation(ActivationFunction.Relu), new Linear(6, 2)));
        Assert.Contains("The input is [2, 3]; 0: Input(2 × 3) gives [2, 3]; 1: Relu gives [2, 3]; 2: Linear(6 → 2) takes [6]", error.Message);
    }
}
