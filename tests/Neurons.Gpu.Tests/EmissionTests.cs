using Neurons.Compile;

namespace Neurons.Gpu.Tests;

public class EmissionTests
{
    [Theory]
    [InlineData(1, "1.0f")]
    [InlineData(-0.0, "(-0.0f)")]
    [InlineData(1e-5, "1E-05f")]
    [InlineData(0.1, "0.1f")]
    [InlineData(double.PositiveInfinity, "INFINITE")]
    [InlineData(double.NegativeInfinity, "(-INFINITE)")]
    [InlineData(double.NaN, "NOT_A_NUMBER")]
    public void A_number_of_float32_is_written_so_that_C_reads_it_as_this_number(double value, string text) =>
        Assert.Equal(text, Literal.Number(value, Precision.Float32));

    [Theory]
    [InlineData(3, "3.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(-1e300, "(-1E+300)")]
    [InlineData(4503599627371519, "4503599627371519.0")]
    public void A_number_of_float64_is_written_so_that_C_reads_it_as_this_number(double value, string text) =>
        Assert.Equal(text, Literal.Number(value, Precision.Float64));

    [Fact]
    public void Names_become_identifiers_of_which_no_two_are_the_same() =>
        Assert.Equal((string[])["s_V", "s_Mean_of_V", "s_Mean_of_V_"], Literal.Names("s_", ["V", "Mean of V", "Mean-of-V"]));

    [Fact]
    public void A_kernel_reads_as_the_model_does_with_its_names_and_what_they_mean()
    {
        var model = Models.find("Leaky").Definition;
        var layout = new Layout(Precision.Float32, [.. model.ParameterNames.Select(_ => true)]);
        var plan = Plan.forward(layout, model.Equations, [Recorded.NewOutput(0)], []);
        var text = ForwardText.Of(KernelLanguage.OpenCl, model, plan, default);
        Assert.Contains("// Leaky, forward", text);
        foreach (var (name, info) in model.ParameterNames.Zip(model.ParameterInfo)) Assert.Contains($"// p_{name}: {info.Meaning}", text);
        foreach (var state in model.StateNames) Assert.Contains($"s_{state} = next_s_{state};", text);
        Assert.Contains("recorded0[at] = ", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 150, line));
    }

    [Fact]
    public void What_no_step_changes_is_computed_before_the_loop()
    {
        var model = Models.find("CubaLif").Definition;
        var plan = Plan.forward(new Layout(Precision.Float32, [.. model.ParameterNames.Select(_ => false)]), model.Equations, [], []);
        var text = ForwardText.Of(KernelLanguage.Cuda, model, plan, default);
        var loop = text.IndexOf("for (uint first = 0", StringComparison.Ordinal);
        Assert.DoesNotContain("p_TauMemInv", text[loop..]);
        Assert.Contains("0.001f * p_TauMemInv", text[..loop]);
    }

    [Theory]
    [InlineData("<kernel>:12:5: error: use of undeclared identifier", 12)]
    [InlineData("kernel.cu(7): error: identifier is undefined", 7)]
    public void The_line_of_an_error_is_found_in_what_compilers_say(string log, int line) => Assert.Equal([line], CompilerMessage.Lines(log));
}
