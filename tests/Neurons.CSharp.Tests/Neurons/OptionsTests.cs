using System.Numerics.Tensors;
using System.Reflection;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class OptionsTests
{
    [Fact]
    public void A_layer_without_options_has_the_defaults_of_its_model()
    {
        var lif = new CubaLif(3);

        Assert.Equal([200.0, 100, 0, 1, 0], lif.Parameters.Select(parameter => parameter.ToArray().Single()));
        Assert.Equal(0.001, lif.Model.Dt);
        Assert.Equal(3, lif.Features);
        Assert.Equal("CubaLif(3)", lif.ToString());
    }

    [Fact]
    public void Every_typed_layer_has_the_defaults_of_the_table()
    {
        foreach (var entry in Models.all)
        {
            var type = typeof(CubaLif).Assembly.GetType($"Neurons.{entry.Name}")!;
            var layer = (NeuronLayer)Activator.CreateInstance(type, 4, null)!;

            Assert.Equal(entry.Name, layer.Model.Name);
            Assert.Equal(entry.Definition.Options, layer.Model.Options);
            Assert.Equal(entry.Definition.ParameterInfo.Select(info => info.Value), layer.Parameters.Select(p => p.ToArray().Single()));
            Assert.Contains(entry.Definition.Source, layer.Explain());
        }
    }

    [Fact]
    public void Every_preset_of_the_table_is_a_property_of_the_options()
    {
        foreach (var entry in Models.all)
        {
            var options = typeof(CubaLif).Assembly.GetType($"Neurons.{entry.Name}Options")!;
            foreach (var preset in entry.Presets.Keys)
            {
                string[] names = [Letters(preset), Letters(preset) + "Preset"];
                var property = options.GetProperties(BindingFlags.Public | BindingFlags.Static)
                    .Single(p => names.Contains(p.Name, StringComparer.OrdinalIgnoreCase));
                var type = typeof(CubaLif).Assembly.GetType($"Neurons.{entry.Name}")!;
                var layer = (NeuronLayer)Activator.CreateInstance(type, 1, property.GetValue(null))!;

                Assert.Equal(entry.Create(preset, new Dictionary<string, string>()).Definition.Options, layer.Model.Options);
                Assert.Equal(
                    entry.Parameters(preset).Cast<ParameterValue.Shared>().Select(value => value.Item),
                    layer.Parameters.Select(parameter => parameter.ToArray().Single()));
            }
        }
    }

    [Fact]
    public void A_parameter_out_of_its_range_is_named_with_its_value_and_the_range()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CubaLif(3, new() { TauMemInv = -5 }));

        Assert.Equal("TauMemInv", error.ParamName);
        Assert.Equal(-5.0, error.ActualValue);
        Assert.StartsWith("CubaLif: TauMemInv is -5; it must be > 0.", error.Message);
    }

    [Fact]
    public void A_bad_number_of_one_neuron_is_named_with_the_neuron()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new CubaLif(3, new() { VTh = new[] { 1, 1, double.NaN } }));

        Assert.StartsWith("CubaLif: VTh is NaN at neuron 2; it must be any finite number.", error.Message);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new CubaLif(3, new() { TauMemInv = 0, TauSynInv = -1, VTh = double.PositiveInfinity, Dt = 0 }));

        Assert.Equal(
            """
            CubaLif: 4 options are not valid.
              CubaLif: Dt is 0; it must be > 0.
              CubaLif: TauSynInv is -1; it must be > 0.
              CubaLif: TauMemInv is 0; it must be > 0.
              CubaLif: VTh is ∞; it must be any finite number.
            """.ReplaceLineEndings("\n").Replace("∞", "Infinity"),
            error.Message);
    }

    [Fact]
    public void A_time_step_at_which_Euler_diverges_is_an_error_of_every_parameter_concerned()
    {
        var error = Assert.Throws<ArgumentException>(() => new CubaLif(3, new() { Dt = 0.1 }));

        Assert.Contains("TauSynInv is 200; it must satisfy dt · TauSynInv ≤ 2 (dt = 0.1).", error.Message);
        Assert.Contains("TauMemInv is 100; it must satisfy dt · TauMemInv ≤ 2 (dt = 0.1).", error.Message);
    }

    [Fact]
    public void Values_per_neuron_must_fit_the_layer()
    {
        var error = Assert.Throws<ArgumentException>(() => new CubaLif(3, new() { VTh = new double[] { 1, 2 } }));

        Assert.Contains("VTh has the shape [2]; it must be the last dimensions of the state's [3].", error.Message);
    }

    [Fact]
    public void An_option_that_is_null_is_named()
    {
        var error = Assert.Throws<ArgumentNullException>(() => new CubaLif(3, new() { Surrogate = null! }));

        Assert.Equal("Surrogate", error.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    public void A_layer_has_at_least_one_neuron(int features)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new LeakyIntegrator(features));

        Assert.Contains($"[{features}]", error.Message);
        Assert.Throws<ArgumentException>(() => new LeakyIntegrator([]));
    }

    [Fact]
    public void Options_are_records_and_equal_by_value()
    {
        Assert.Equal(new CubaLifOptions { TauMemInv = 50 }, new CubaLifOptions { TauMemInv = 50 });
        Assert.NotEqual(new CubaLifOptions { TauMemInv = 50 }, new CubaLifOptions { TauMemInv = Learnable.Shared(50) });
        Assert.Equal(CubaLifOptions.Bio with { Dt = 0.001 }, CubaLifOptions.Bio with { Dt = 0.001 });
    }

    [Fact]
    public void A_surrogate_is_that_of_the_table_by_its_name()
    {
        Assert.Equal(Surrogates.parse("atan(alpha=3)"), Surrogate.Atan(3));
        Assert.Equal(Surrogates.parse("straight_through"), Surrogate.StraightThrough());
        foreach (var info in Surrogates.all)
        {
            var words = info.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
            var made = typeof(SurrogateExtensions).GetMethod(string.Concat(words))!;

            Assert.Equal(Surrogates.parse(info.Name), made.Invoke(null, [.. made.GetParameters().Select(p => p.DefaultValue)]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Surrogate.Atan(double.NaN));
    }

    [Fact]
    public void A_layer_explains_its_model()
    {
        var text = new CubaLif([2, 3], new() { TauMemInv = 50, VTh = Learnable.PerNeuron(0.5) }).Explain();

        Assert.Contains("CubaLif: current-based leaky integrate-and-fire neuron", text);
        Assert.Contains("TauMemInv = 50 1/s", text);
        Assert.Contains("inverse time constant of the membrane; > 0", text);
        Assert.Contains("VTh = [2, 3] per neuron, learnable", text);
        Assert.Contains("Surrogate = superspike(alpha=100)", text);
        Assert.Contains("Time step: 0.001 s", text);
        Assert.Matches(@"I' +=.*TauSynInv", text);
    }

    [Fact]
    public void Values_are_copied_when_they_are_given()
    {
        var thresholds = new double[] { 1, 2 };
        var options = new CubaLifOptions { VTh = thresholds };
        thresholds[0] = 100;

        Assert.Equal([1.0, 2], new CubaLif(2, options).Parameter("v_th").ToArray());
    }

    [Fact]
    public void A_parameter_of_the_last_dimensions_serves_every_row()
    {
        var lif = new CubaLif([2, 3], new() { VTh = Uniform(1, 0.5, 1, 3) });
        var same = new CubaLif(3, new() { VTh = Uniform(1, 0.5, 1, 3) });
        var x = Uniform(2, 0, 3, 40, 5, 2, 3);

        AssertEqual(
            same.Integral(Tensor.Create(Flat(x), [40, 10, 3])).Output.Reshape([40, 5, 2, 3]),
            lif.Integral(x).Output);
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
