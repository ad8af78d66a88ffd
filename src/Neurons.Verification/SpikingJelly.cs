using System.Globalization;

namespace Neurons.Verification;

/// <summary>SpikingJelly's neurons are presets of this library's models; their recordings are put into those models' words.</summary>
internal static class SpikingJelly
{
    private const string Prefix = "SpikingJelly.";

    /// <summary>The surrogate of counted spikes, which says how many there are at most.</summary>
    private const string Count = "multi_level_spike_count(max_spike_count=";

    /// <summary>The one whose time constant is inverse here.</summary>
    private const string Lif = "SpikingJelly.LIF";

    /// <summary>The recorded parameter that is also this one of the model: the charge of a hard-reset LIF decays towards its v_reset.</summary>
    public static string? Source(GoldenCase golden, string parameter) =>
        golden.Model == Lif && parameter == "VLeak" && golden.Parameters.ContainsKey("v_reset") ? "v_reset" : null;

    /// <summary>The recording with the model's names; another library's is left as it is.</summary>
    public static GoldenCase Translate(GoldenCase golden)
    {
        if (!golden.Model.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return golden;
        }

        var resets = golden with
        {
            Options = golden.Options.Where(option => !IsCount(option.Value)).ToDictionary(option => option.Key, option => option.Value switch
            {
                "hard" => "value",
                "soft" => "subtract",
                var text => text,
            }),
            Parameters = golden.Parameters.Concat(golden.Options.Values.Where(IsCount).Select(MaxCount)).ToDictionary(),
        };
        return golden.Model != Lif ? resets : resets with
        {
            Parameters = resets.Parameters.ToDictionary(
                parameter => parameter.Key == "tau" ? "tau_mem_inv" : parameter.Key,
                parameter => parameter.Key == "tau" ? Inverse(parameter.Value) : parameter.Value),
            ParameterGradients = golden.ParameterGradients.ToDictionary(
                gradient => gradient.Key == "tau" ? "tau_mem_inv" : gradient.Key,
                gradient => gradient.Key == "tau" ? ByInverse(gradient.Value, golden.Parameters["tau"]) : gradient.Value),
        };
    }

    /// <summary>The greatest count, which is a parameter here.</summary>
    private static KeyValuePair<string, GoldenValue> MaxCount(string surrogate) =>
        new("max_count", new([double.Parse(surrogate[Count.Length..^1], CultureInfo.InvariantCulture)], IsShared: true));

    private static bool IsCount(string option) => option.StartsWith(Count, StringComparison.Ordinal);

    /// <summary>The gradient of 1/τ, of that of τ.</summary>
    private static GoldenValue ByInverse(GoldenValue gradient, GoldenValue tau) =>
        gradient with { Values = [.. gradient.Values.Select((value, i) => -value * Math.Pow(tau.Values[tau.IsShared ? 0 : i], 2))] };

    private static GoldenValue Inverse(GoldenValue value) => value with { Values = [.. value.Values.Select(x => 1 / x)] };
}
