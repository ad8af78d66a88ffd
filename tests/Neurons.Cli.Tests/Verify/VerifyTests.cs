using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.Verification;

namespace Neurons.Cli.Tests.Verify;

public sealed class VerifyTests
{
    public static TheoryData<string, string, string> Replays()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var file in Recordings.Files)
        {
            foreach (var engine in Verifier.Engines)
            {
                data.Add(file, engine.Name, engine.Precision);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Replays))]
    public void A_recording_is_reproduced_spikes_states_and_gradients(string file, string engine, string precision)
    {
        using var folder = new TemporaryFolder();
        var row = Assert.Single(Verifier.File(folder.Write(file, Recordings.Text(file))), row => row.Engine == engine && row.Precision == precision);

        Assert.True(row.Status == VerifyStatus.Passed, $"{row.Status}: {row.Detail}");
    }

    [Fact]
    public void Every_engine_runs_in_both_precisions() => Assert.Equal(
        ["interpreter float32", "interpreter float64", "kernel float32", "kernel float64"],
        Verifier.Engines.Select(engine => $"{engine.Name} {engine.Precision}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("states", "v", "v")]
    [InlineData("grad_initial_state", "i", "gradient of initial i")]
    [InlineData("grad_parameters", "v_leak", "gradient of v_leak")]
    [InlineData("grad_input", null, "gradient of input")]
    public void A_changed_number_is_found_and_named(string field, string? name, string named)
    {
        var result = Altered(json =>
        {
            var array = (name is null ? json[field] : json[field]![name])!;
            if (array is JsonArray numbers)
            {
                // Far above the tolerance and far below what would change another number.
                numbers[3] = numbers[3]!.GetValue<double>() + 0.1 * numbers.Max(number => Math.Abs(number!.GetValue<double>()));
            }
            else
            {
                json[field]![name!] = 1.1 * array.GetValue<double>();
            }
        });

        Assert.Equal(1, result.Code);
        var rows = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(4, rows.GetProperty("failed").GetInt32());
        Assert.All(rows.GetProperty("cases").EnumerateArray(), row =>
        {
            Assert.Equal("failed", row.GetProperty("status").GetString());
            Assert.StartsWith(named + ":", row.GetProperty("detail").GetString());
            Assert.True(row.GetProperty("worst_error").GetDouble() > 0.01);
        });
    }

    [Fact]
    public void A_spike_more_is_a_disagreement()
    {
        var result = Altered(json => json["spikes"]![0] = 1 - json["spikes"]![0]!.GetValue<double>());

        Assert.Equal(1, result.Code);
        Assert.Contains("1 of 240 spikes differ", result.Output);
    }

    [Fact]
    public void A_surrogate_with_another_number_gives_other_gradients() =>
        Assert.Equal(1, Altered(json => json["options"]!["surrogate"]!["alpha"] = 50.0).Code);

    [Fact]
    public void Another_jump_order_gives_other_states() =>
        Assert.Equal(1, Altered(json => json["options"]!["jump"] = "before_integration").Code);

    [Fact]
    public void A_case_of_an_unknown_model_is_skipped_not_passed()
    {
        var result = Altered(json => json["model"] = "Unheard");

        Assert.Equal(0, result.Code);
        var json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            (0, 0, 4), (json.GetProperty("passed").GetInt32(), json.GetProperty("failed").GetInt32(), json.GetProperty("skipped").GetInt32()));
    }

    [Fact]
    public void A_recording_that_is_not_understood_is_told_in_a_line_and_the_others_are_replayed()
    {
        using var folder = new TemporaryFolder();
        var whole = Recordings.Text("li__default.json");
        var listed = JsonNode.Parse(whole)!;
        listed["options"]!["inputs"] = new JsonArray("current", "synaptic");
        folder.Write("cut.json", whole[..(whole.Length / 2)]);
        folder.Write("good.json", whole);
        folder.Write("listed.json", listed.ToJsonString());
        folder.Write("other.json", """{"a": "b\nc"}""");

        var result = Cli.Run("verify", folder.FullName);
        var json = Cli.Run("verify", folder.FullName, "--json");

        Assert.Equal((1, ""), (result.Code, result.Error));
        Assert.Contains("4 passed, 0 failed, 0 skipped, 3 not understood", result.Output);
        var lines = result.Output.Split('\n').Where(line => line.StartsWith("not understood: ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Contains(folder["cut.json"] + ": is not JSON", lines[0]);
        Assert.Contains(folder["listed.json"] + ": input_shape: there are ", lines[1]);
        Assert.Contains(folder["other.json"] + ": is no recording", lines[2]);
        Assert.Equal((1, ""), (json.Code, json.Error));
        var root = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(4, root.GetProperty("passed").GetInt32());
        Assert.Equal(lines.Select(line => line["not understood: ".Length..].TrimEnd()),
            root.GetProperty("not_understood").EnumerateArray().Select(problem => problem.GetString()));
    }

    [Fact]
    public void A_model_that_is_not_built_is_skipped_however_it_was_recorded()
    {
        var result = Altered(json =>
        {
            json["model"] = "Unheard";
            json["options"]!["inputs"] = new JsonArray("current", "synaptic");
            json["input_shape"] = new JsonArray(2, 3, 4);
        });

        Assert.Equal(0, result.Code);
        var root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(4, root.GetProperty("skipped").GetInt32());
        Assert.All(
            root.GetProperty("cases").EnumerateArray(), row => Assert.Equal("model Unheard is not built yet", row.GetProperty("detail").GetString()));
    }

    [Fact]
    public void Synapses_with_signs_are_not_taken_for_a_product()
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text("cuba_lif__recurrent__default.json"))!;
        json["model"] = "CobaLif";

        var result = Cli.Run("verify", folder.Write("case.json", json.ToJsonString()), "--json");

        var rows = JsonDocument.Parse(result.Output).RootElement.GetProperty("cases").EnumerateArray();
        Assert.All(rows, row => Assert.Contains("there is no state i; there are z, v, g_e, g_i", row.GetProperty("detail").GetString()));
        Assert.Equal(1, result.Code);
    }

    [Theory]
    [InlineData("slstm__zero", "gradient of weight_hh:", "grad_weights", "weight_hh")]
    [InlineData("sconv2dlstm__subtract_maxpool", "gradient of initial mem:", "grad_initial_state", "mem")]
    [InlineData("rleaky__all_to_all_zero_immediate", "mem:", "states", "mem")]
    public void A_changed_number_of_a_layer_is_found_and_named(string name, string named, string field, string array)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text($"more__snntorch__{name}.json"))!;
        var numbers = json[field]![array]!.AsArray();
        numbers[2] = numbers[2]!.GetValue<double>() + 0.1 * numbers.Max(number => Math.Abs(number!.GetValue<double>()));

        var rows = JsonDocument.Parse(Cli.Run("verify", folder.Write("case.json", json.ToJsonString()), "--json").Output).RootElement;

        Assert.Equal(4, rows.GetProperty("failed").GetInt32());
        Assert.All(rows.GetProperty("cases").EnumerateArray(), row => Assert.StartsWith(named, row.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("pool")]
    [InlineData("reset")]
    public void A_layer_without_an_option_that_it_needs_is_a_failed_row(string option)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text("more__snntorch__sconv2dlstm__subtract_maxpool.json"))!;
        json["options"]!.AsObject().Remove(option);

        var result = Cli.Run("verify", folder.Write("case.json", json.ToJsonString()), "--json");

        Assert.Equal((1, ""), (result.Code, result.Error));
    }

    [Fact]
    public void The_table_names_the_worst_array_and_sums_up()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run("verify", folder.Write("case.json", Recordings.Text("li__default.json")));

        Assert.Equal(0, result.Code);
        Assert.Contains("li/default", result.Output);
        Assert.Contains("4 passed, 0 failed, 0 skipped", result.Output);
    }

    [Fact]
    public void Cases_of_a_function_file_are_numbered()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("losses.json", """{"cases": [{"function": "sound.unheard"}, {"function": "sound.unheard"}]}""");

        var names = JsonDocument.Parse(Cli.Run("verify", path, "--json").Output).RootElement.GetProperty("cases").EnumerateArray()
            .Select(row => row.GetProperty("name").GetString()).Distinct();

        Assert.Equal(["losses/sound.unheard#0", "losses/sound.unheard#1"], names);
    }

    [Fact]
    public void Files_without_recordings_are_refused_with_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        var whole = Recordings.Text("cuba_lif__feed_forward__default.json");

        Assert.Contains("no such file or folder", Cli.Refused("verify", folder["none.json"]));
        Assert.Contains("there is no .json file", Cli.Refused("verify", folder.FullName));
        Assert.Contains("is not JSON", Cli.Refused("verify", folder.Write("cut.json", whole[..(whole.Length / 2)])));
        Assert.Contains("is not JSON", Cli.Refused("verify", folder.Write("foreign.json", "\u0001NUMPY")));
        Assert.Contains("is not JSON", Cli.Refused("verify", folder.Write("empty.json", "")));
        Assert.Contains("an object is expected", Cli.Refused("verify", folder.Write("array.json", "[1, 2]")));
        Assert.Contains("is no recording", Cli.Refused("verify", folder.Write("other.json", """{"a": 1}""")));
    }

    [Theory]
    [InlineData("dt", "\"fast\"", "dt: is a text; a number is expected")]
    [InlineData("dt", "-1", "dt: is -1; it must be > 0")]
    [InlineData("parameters", "{\"foo\": 1}", "case.json: parameters.foo: CubaLif has no such parameter")]
    [InlineData("input", "[1, 2]", "input: there are 2 numbers; 240 are expected")]
    [InlineData("spikes", "null", "spikes: is null")]
    [InlineData("time_steps", "-3", "time_steps: a whole number ≥ 0 is expected")]
    [InlineData("output_shape", "[40, 1e12]", "output_shape")]
    [InlineData("initial_state", "{}", "initial_state: is of ")]
    [InlineData("weights", "{\"input_weights\": {\"shape\": [1, 1], \"values\": [1]}}", "states: z")]
    [InlineData("input", "[1e999]", "a finite number is expected")]
    public void A_malformed_field_is_named(string field, string value, string message)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text("cuba_lif__feed_forward__default.json"))!.AsObject();
        json.Remove(field);
        var text = json.ToJsonString()[..^1] + string.Create(CultureInfo.InvariantCulture, $",\"{field}\":{value}}}");

        Assert.Contains(message, Cli.Refused("verify", folder.Write("case.json", text)));
    }

    [Fact]
    public void An_unknown_parameter_is_accepted_only_where_it_did_not_matter()
    {
        void Add(JsonNode json, double gradient)
        {
            json["parameters"]!["foo"] = 1.0;
            json["grad_parameters"]!["foo"] = gradient;
        }

        Assert.Equal(0, Altered(json => Add(json, 0)).Code);
        var refused = Altered(json => Add(json, 1e-12));
        Assert.Equal(2, refused.Code);
        Assert.Contains("parameters.foo", refused.Error);
    }

    [Fact]
    public void A_missing_field_is_named()
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text("cuba_lif__feed_forward__default.json"))!.AsObject();
        json.Remove("grad_input");

        Assert.Contains("grad_input: is missing", Cli.Refused("verify", folder.Write("case.json", json.ToJsonString())));
    }

    /// <summary>Verifies the default case with something changed.</summary>
    private static CliResult Altered(Action<JsonNode> change)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Recordings.Text("cuba_lif__feed_forward__default.json"))!;
        change(json);
        return Cli.Run("verify", folder.Write("case.json", json.ToJsonString()), "--json");
    }
}
