namespace Neurons.Verification;

/// <summary>Recorded numbers as parameters of layers.</summary>
internal static class Weights
{
    public static void Write(Parameter parameter, double[] numbers)
    {
        var values = parameter.Value.Span();
        if (values.Length != numbers.Length)
            throw new ArgumentException($"{parameter.Name} has {values.Length} numbers; {numbers.Length} are recorded.", nameof(numbers));
        for (var i = 0; i < values.Length; i++) values[i] = (float)numbers[i];
        parameter.Changed();
    }
}
