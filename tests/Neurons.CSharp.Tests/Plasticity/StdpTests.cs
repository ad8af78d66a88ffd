using System.Numerics.Tensors;

namespace Neurons.Tests.Plasticity;

public class StdpTests
{
    [Theory]
    [InlineData(StdpDependence.Additive)]
    [InlineData(StdpDependence.AdditiveStep)]
    [InlineData(StdpDependence.MultiplicativePower)]
    [InlineData(StdpDependence.MultiplicativeRelu)]
    public void Pre_before_post_grows_and_post_before_pre_shrinks_dense_and_convolutional(StdpDependence dependence)
    {
        var options = new StdpOptions { Dependence = dependence, Mu = 0.5 };
        double[] early = [1, 0], late = [0, 1];
        Assert.True(Dense(early, late) > 0.5);
        Assert.True(Dense(late, early) < 0.5);
        Assert.Equal(Dense(early, late), Convolutional(early, late));

        double Dense(double[] pre, double[] post)
        {
            var start = Stdp.Initial(Tensor.Create([0.5], [1, 1]), [1, 1], [1, 1]);
            return Stdp.Integral(options, start, Tensor.Create(pre, [2, 1, 1]), Tensor.Create(post, [2, 1, 1])).Weights[0, 0];
        }

        double Convolutional(double[] pre, double[] post)
        {
            var start = Stdp.Initial(Tensor.Create([0.5], [1, 1, 1, 1]), [1, 1, 1, 1], [1, 1, 1, 1]);
            return Stdp.ConvolutionIntegral(options, start, Tensor.Create(pre, [2, 1, 1, 1, 1]),
                Tensor.Create(post, [2, 1, 1, 1, 1])).Weights[0, 0, 0, 0];
        }
    }

    [Fact]
    public void A_sequence_is_its_steps_and_a_state_is_not_changed()
    {
        var start = Stdp.Initial(Tensor.Create([0.5], [1, 1]), [1, 1], [1, 1]);
        var spike = Tensor.Create([1.0], [1, 1]);
        var silent = Tensor.Create([0.0], [1, 1]);
        var options = new StdpOptions { EtaPlus = 0.1 };
        var stepped = Stdp.Step(options, Stdp.Step(options, start, spike, silent), silent, spike);
        var whole = Stdp.Integral(options, start, Tensor.Create([1.0, 0.0], [2, 1, 1]), Tensor.Create([0.0, 1.0], [2, 1, 1]));
        Assert.Equal(whole.Weights[0, 0], stepped.Weights[0, 0]);
        Assert.Equal(whole.PreTrace[0, 0], stepped.PreTrace[0, 0]);
        Assert.Equal(0.5, start.Weights[0, 0]);
        Assert.Equal(0, start.PreTrace[0, 0]);
    }

    [Fact]
    public void A_rate_out_of_range_is_an_error_that_names_it()
    {
        var start = Stdp.Initial(Tensor.Create([0.5], [1, 1]), [1, 1], [1, 1]);
        var spike = Tensor.Create([1.0], [1, 1]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Stdp.Step(new StdpOptions { EtaMinus = -2 }, start, spike, spike));
        Assert.Contains("EtaMinus is -2; it must be finite and ≥ 0", error.Message);
    }

    [Fact]
    public void A_synapse_with_short_term_plasticity_is_a_layer_of_its_own()
    {
        var synapse = new TsodyksMarkram(1, new() { USe = 0.5 });
        var output = synapse.Integral(Tensor.Create([1.0, 1.0], [2, 1, 1])).Output;
        Assert.Equal(0.5, output[0, 0, 0]);
        Assert.True(output[1, 0, 0] < 0.5);
    }
}
