namespace Neurons.Deploy;

/// <summary>What the library says of mistakes: its messages are found and formatted at run time, too.</summary>
internal static class Mistakes
{
    public static IEnumerable<string> Messages(string folder)
    {
        var file = Path.Combine(folder, "bad");
        File.WriteAllText(file, "{}");
        yield return Of(folder, () => new CubaLif(4, new() { TauMemInv = -5, Dt = 0 }));
        yield return Of(folder, () => new CubaLif(4).Parameter("tau_men_inv"));
        yield return Of(folder, () => new CubaLif(4).Integral(new float[2, 3]));
        yield return Of(folder, () => new ModelLayer("CubaLif", [4], new Dictionary<string, string> { ["jump"] = "after" }));
        yield return Of(folder, () => new ModelLayer("CubaLif", [4], new Dictionary<string, string> { ["dt"] = "soon" }));
        yield return Of(folder, () => Sequential.Load(file));
        yield return Of(folder, () => NetworkFile.Read(file));
    }

    private static string Of(string folder, Func<object> wrong)
    {
        try
        {
            wrong();
            return "nothing is wrong";
        }
        catch (Exception error) when (error is ArgumentException or FormatException or IO.FormatError)
        {
            return $"{error.GetType().Name}: {error.Message.Replace(folder, "", StringComparison.Ordinal)}";
        }
    }
}
