using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class ParameterTests
{
    private readonly CubaLif _lif = new(4, new() { TauMemInv = Learnable.Shared(150), VTh = Learnable.PerNeuron(0.8) });

    [Fact]
    public void A_layer_tells_which_parameters_are_learnable_and_their_values()
    {
        Assert.Equal(["TauMemInv", "VTh"], _lif.Parameters.Where(p => p.IsLearnable).Select(p => p.Name));
        Assert.Equal([150.0], _lif.Parameter("tau_mem_inv").ToArray());
        Assert.Equal([0.8, 0.8, 0.8, 0.8], _lif.Parameter("VTh").ToArray());
        Assert.Equal((1, 4), (_lif.Parameter("TauMemInv").Count, _lif.Parameter("VTh").Count));
        Assert.Equal([4], _lif.Parameter("VTh").Shape.ToArray());
        Assert.False(_lif.Parameter("TauMemInv").IsPerNeuron);
        Assert.Equal("1/s", _lif.Parameter("TauMemInv").Unit);
        Assert.False(_lif.Parameter("TauMemInv").Range.Contains(0));
        Assert.Equal("learnable 0.8 per neuron", _lif.Options.VTh.ToString());
    }

    [Fact]
    public void A_parameter_that_is_set_acts_as_one_that_was_given()
    {
        var x = Uniform(1, 0, 3, 40, 2, 4);
        double[] thresholds = [0.5, 0.6, 0.7, 0.8];

        _lif.Parameter("VTh").Set(thresholds);
        _lif.Parameter("TauMemInv").Set(120);

        AssertEqual(new CubaLif(4, new() { TauMemInv = 120, VTh = thresholds }).Integral(x).Output, _lif.Integral(x).Output);
    }

    [Fact]
    public void Setting_a_bad_value_changes_nothing()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _lif.SetParameters(new Dictionary<string, double[]> { ["VTh"] = [1, 2, 3, 4], ["TauMemInv"] = [-1] }));

        Assert.Contains("TauMemInv is -1; it must be > 0", error.Message);
        Assert.Equal([0.8, 0.8, 0.8, 0.8], _lif.Parameter("VTh").ToArray());
        Assert.Contains("3 values were given for VTh; it has 4", Assert.Throws<ArgumentException>(() => _lif.Parameter("VTh").Set(1, 2, 3)).Message);
        Assert.Contains("Did you mean VTh?", Assert.Throws<ArgumentException>(() => _lif.Parameter("VThr")).Message);
    }

    [Fact]
    public void Rules_between_the_parameters_of_many_neurons_are_checked_in_a_few_bytes_each()
    {
        const int Neurons = 200_000;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var layer = new CubaLif(Neurons, new() { TauMemInv = Learnable.PerNeuron(100) });
        var numbers = layer.Parameter("TauMemInv").ToArray();
        layer.Parameter("TauMemInv").Set(numbers);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Neurons, 8, 80);
        numbers[^1] = 3000;
        Assert.Contains(
            $"TauMemInv is 3000 at neuron {Neurons - 1}; it must satisfy",
            Assert.Throws<ArgumentOutOfRangeException>(() => layer.Parameter("TauMemInv").Set(numbers)).Message);
        Assert.Equal(100, layer.Parameter("TauMemInv").ToArray()[^1]);
    }

    [Fact]
    public void A_pullback_keeps_the_parameters_of_its_forward_pass()
    {
        var x = Uniform(1, 0, 3, 40, 2, 4);
        var pullback = _lif.Pullback(x);
        var before = pullback.Gradients(pullback.Output);

        _lif.Parameter("VTh").Set(0.1, 0.2, 0.3, 0.4);

        AssertEqual(before.Input, pullback.Gradients(pullback.Output).Input);
    }
}
