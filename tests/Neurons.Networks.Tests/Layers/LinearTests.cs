namespace Neurons.Networks.Tests;

public class LinearTests
{
    [Theory]
    [InlineData(0, 3, "inputs is 0; it must be ≥ 1.")]
    [InlineData(3, -1, "outputs is -1; it must be ≥ 1.")]
    [InlineData(64, 100_000_000, "inputs is 64 and outputs is 100000000; their product must be at most")]
    [InlineData(int.MaxValue, int.MaxValue, "inputs is 2147483647 and outputs is 2147483647; their product must be at most")]
    public void Sizes_that_no_array_has_are_refused(int inputs, int outputs, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(inputs, outputs)).Message);
}
