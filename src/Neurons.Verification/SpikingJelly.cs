namespace Neurons.Verification;

/// <summary>SpikingJelly's neurons are presets of this library's models; their recordings are put into those models' words.</summary>
internal static class SpikingJelly
{
    private const string If = "SpikingJelly.IF";
    private const string Lif = "SpikingJelly.LIF";

    /// <summary>The preset that a recording is of; "" for another library's.</summary>
    public static string Preset(GoldenCase golden) => golden.Model switch
    {
        If => "spikingjelly_if",
        Lif => "spikingjelly_lif",
        _ => "",
    };

    /// <summary>What this library calls a recording's model; another library's is left as it is.</summary>
    public static string Model(string recorded) => recorded switch
    {
        If => "Iaf",
        Lif => "LifBox",
        _ => recorded,
    };

    /// <summary>The recorded parameter that is also this one of the model: the charge of a hard-reset LIF decays towards its v_reset.</summary>
    public static string? Source(GoldenCase golden, string parameter) =>
        golden.Model == Lif && parameter == "VLeak" && golden.Parameters.ContainsKey("v_reset") ? "v_reset" : null;

    /// <summary>The recording with the model's names; another library's is left as it is.</summary>
    public static GoldenCase Translate(GoldenCase golden)
    {
        if (Preset(golden) == "")
        {
            return golden;
        }

        return golden with
        {
            Model = Model(golden.Model),
            Options = golden.Options.ToDictionary(option => option.Key, option => (option.Key, option.Value) switch
            {
                ("reset", "hard") => "value",
                ("reset", "soft") => "subtract",
                var (_, value) => value,
            }),
            Parameters = golden.Parameters.ToDictionary(
                parameter => parameter.Key == "tau" ? "tau_mem_inv" : parameter.Key,
                parameter => parameter.Key == "tau" ? Inverse(parameter.Value) : parameter.Value),
            ParameterGradients = golden.ParameterGradients.ToDictionary(
                gradient => gradient.Key == "tau" ? "tau_mem_inv" : gradient.Key,
                gradient => gradient.Key == "tau" ? ByInverse(gradient.Value, golden.Parameters["tau"]) : gradient.Value),
        };
    }

    /// <summary>The gradient of 1/τ, of that of τ.</summary>
    private static GoldenValue ByInverse(GoldenValue gradient, GoldenValue tau) =>
        gradient with { Values = [.. gradient.Values.Select((value, i) => -value * Math.Pow(tau.Values[tau.IsShared ? 0 : i], 2))] };

    private static GoldenValue Inverse(GoldenValue value) => value with { Values = [.. value.Values.Select(x => 1 / x)] };
}
