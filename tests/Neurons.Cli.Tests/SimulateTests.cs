using System.Numerics.Tensors;
using System.Text.Json;
using System.Xml.Linq;
using Neurons.IO;

namespace Neurons.Cli.Tests;

public sealed class SimulateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names() => [.. Models.all.Select(entry => entry.Name)];

    public static TheoryData<string> FiringNames() => [.. Models.all.Where(
        // the first input of the other one is a gate, which opens for nothing
        entry => entry.Definition.Spikes && entry.Name != "LstmMembrane").Select(entry => entry.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_is_drawn_as_a_well_formed_picture_that_names_its_states(string model)
    {
        var path = _folder["picture.svg"];

        var result = Cli.Run("simulate", model, "--out", path);

        Assert.Equal((0, ""), (result.Code, result.Error));
        var svg = File.ReadAllText(path);
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        Assert.DoesNotContain("NaN", svg);
        Assert.Contains($">{model}<", svg);
    }

    [Theory]
    [MemberData(nameof(FiringNames))]
    public void The_default_drive_makes_a_model_fire(string model) => Assert.True(Json("simulate", model).GetProperty("spikes").GetInt32() >= 5);

    [Fact]
    public void A_state_begins_with_what_initial_says()
    {
        // without input, a leaky potential decays by the same share each step from wherever it begins
        double Last(string initial) => Json("simulate", "LeakyIntegrator", "--input", "constant:0", "--steps", "20", "--initial", initial)
            .GetProperty("final_state").GetProperty("V")[0].GetDouble();
        Assert.Equal(4 * Last("V=0.5"), Last("v=2"), 1e-5);
        Assert.True(Last("V=0.5") > 0);
        Assert.Contains("--initial V: write name=value", Cli.Refused(["simulate", "LeakyIntegrator", "--initial", "V"]), StringComparison.Ordinal);
        Assert.Contains("no state W", Cli.Refused(["simulate", "LeakyIntegrator", "--initial", "W=1"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_drive_gives_the_intervals_of_the_Euler_recursion()
    {
        // v = x (1 − (1 − dt·τ_mem_inv)^k) after k steps: with x = 1.5, above 1 first at k = 11.
        var json = Json("simulate", "LifBox", "--input", "constant:1.5", "--steps", "110");

        Assert.Equal(10, json.GetProperty("spikes").GetInt32());
        Assert.Equal(11, json.GetProperty("mean_interval").GetDouble(), 9);
        Assert.Equal(0, json.GetProperty("interval_variation").GetDouble(), 9);
        Assert.Equal(10 / 0.110, json.GetProperty("rate").GetDouble(), 9);
    }

    [Fact]
    public void Nothing_happens_before_a_step_begins()
    {
        var path = _folder["trace.csv"];
        Cli.Run("simulate", "LifBox", "--input", "step:2@0.03", "--duration", "0.1", "--out", path);

        var table = Csv.Read(path);
        Assert.Equal(["time", "x", "V", "z"], table.Header);
        Assert.Equal(100, table.Values.Lengths[0]);
        for (var t = 0; t < 100; t++)
        {
            Assert.Equal(t < 30 ? 0 : 2, table.Values[t, 1]);
            Assert.True(t >= 30 || table.Values[t, 2] == 0);
        }
    }

    [Theory]
    [InlineData(
        "m is said nothing of", "nothing is said of m; for none, add --input m=constant:0", "ExtendedLif", "--set", "modulation=sigmoid",
        "--input", "constant:1")]
    [InlineData(
        "i is said nothing of", "nothing is said of i; for none, add --input i=constant:0", "ExtendedLif", "--set", "modulation=sigmoid",
        "--input", "m=constant:1")]
    [InlineData(
        "a step that begins after the end", "step:1@5 begins at 5; the run is from 0 to 0.1", "LifBox", "--input", "step:1@5", "--steps", "100")]
    [InlineData(
        "a step that begins before the start", "step:1@-1 begins at -1; the run is from 0 to 0.1", "LifBox", "--input",
        "step:1@-1", "--steps", "100")]
    [InlineData(
        "an input beyond float32", "The input x has the value 1E+39, which float32 does not reach; --float64 does", "LifBox",
        "--input", "constant:1e39")]
    [InlineData(
        "a parameter beyond float32", "LifBox: VTh is 1E+39, and in float32 Infinity; it must be", "LifBox", "--input",
        "constant:1", "--set", "v_th=1e39")]
    public void What_would_be_left_out_or_clamped_is_refused(string what, string message, params string[] arguments)
    {
        var line = Cli.Refused(["simulate", .. arguments, "--out", _folder["picture.svg"]]);
        Assert.True(line.Contains(message, StringComparison.Ordinal), $"{what}: {line}");
    }

    [Fact]
    public void A_run_of_which_no_input_is_given_says_what_each_input_is()
    {
        var text = Json("simulate", "ExtendedLif", "--set", "modulation=sigmoid").GetProperty("input").GetString();
        Assert.StartsWith("step:", text);
        Assert.EndsWith("m=constant:0", text);
    }

    [Fact]
    public void A_ramp_goes_from_its_first_value_to_its_last()
    {
        var path = _folder["trace.csv"];
        Cli.Run("simulate", "LifBox", "--input", "ramp:-1..3", "--steps", "5", "--out", path);

        Assert.Equal([-1.0, 0, 1, 2, 3], Enumerable.Range(0, 5).Select(t => Csv.Read(path).Values[t, 1]));
    }

    [Fact]
    public void Poisson_spikes_come_at_their_rate_and_anew_for_every_neuron()
    {
        var path = _folder["trace.npy"];
        Cli.Run("simulate", "LifBox", "--input", "poisson:200x3", "--steps", "1000", "--neurons", "20", "--seed", "4", "--out", path);

        var trace = Npy.Read<double>(path);
        double[] input = [.. Enumerable.Range(0, 20_000).Select(i => trace[i / 20, 0, i % 20])];
        Assert.All(input, value => Assert.True(value is 0 or 3));
        // 4σ of a binomial count with p = 0.2.
        Assert.InRange(input.Count(value => value == 3), 4000 - 4 * 57, 4000 + 4 * 57);
        Assert.NotEqual(Enumerable.Range(0, 1000).Select(t => trace[t, 0, 0]), Enumerable.Range(0, 1000).Select(t => trace[t, 0, 1]));
    }

    [Fact]
    public void The_same_seed_gives_the_same_files_and_another_seed_others()
    {
        byte[] Run(string seed, string file)
        {
            Cli.Run("simulate", "CubaLif", "--input", "poisson:300x0.5", "--neurons", "3", "--seed", seed, "--out", _folder[file]);
            return File.ReadAllBytes(_folder[file]);
        }

        var first = Run("1", "a.npy");
        Assert.Equal(first, Run("1", "b.npy"));
        Assert.NotEqual(first, Run("2", "c.npy"));
    }

    [Theory]
    [InlineData("drive.npy")]
    [InlineData("drive.csv")]
    public void A_drive_from_a_file_is_what_the_trace_then_holds(string file)
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i))];
        if (file.EndsWith(".npy", StringComparison.Ordinal))
        {
            Npy.Write(_folder[file], Tensor.Create(values, [20, 3]));
        }
        else
        {
            Csv.Write(_folder[file], [], [.. Enumerable.Range(0, 3).Select(n => Enumerable.Range(0, 20).Select(t => values[3 * t + n]).ToArray())]);
        }

        var result = Cli.Run("simulate", "CubaLif", "--float64", "--input", _folder[file], "--out", _folder["out.npy"], "--out", _folder["out.csv"]);

        Assert.Equal(0, result.Code);
        var array = Npy.Read<double>(_folder["out.npy"]);
        var table = Csv.Read(_folder["out.csv"]);
        Assert.Equal([20, 4, 3], array.Lengths.ToArray());
        Assert.Equal(["time", "x[0]", "x[1]", "x[2]", "V[0]", "V[1]", "V[2]", "I[0]", "I[1]", "I[2]", "z[0]", "z[1]", "z[2]"], table.Header);
        for (var t = 0; t < 20; t++)
        {
            for (var k = 0; k < 12; k++)
            {
                Assert.Equal(array[t, k / 3, k % 3], table.Values[t, 1 + k]);
            }

            Assert.Equal(values[(3 * t)..(3 * t + 3)], Enumerable.Range(0, 3).Select(n => array[t, 0, n]));
        }
    }

    [Fact]
    public void Parameters_options_and_presets_are_set_by_name_in_any_case()
    {
        // A threshold that is never reached, and one that is always exceeded.
        Assert.Equal(0, Json("simulate", "CubaLif", "--input", "constant:1", "--set", "v_th=1000").GetProperty("spikes").GetInt32());
        Assert.Equal(200, Json("simulate", "CubaLif", "--input", "constant:1", "--steps", "200", "--set", "VTh=-5").GetProperty("spikes").GetInt32());
        Assert.Equal(0.1, Json("simulate", "CubaLif", "--preset", "bio").GetProperty("dt").GetDouble());
        Assert.Equal("ms", Json("simulate", "CubaLif", "--preset", "bio").GetProperty("time_unit").GetString());
        Assert.Equal(0.002, Json("simulate", "CubaLif", "--dt", "0.002").GetProperty("dt").GetDouble());
        // The jump before integration acts one step earlier.
        var after = Json("simulate", "CubaLif", "--input", "constant:1", "--steps", "1");
        var before = Json("simulate", "CubaLif", "--input", "constant:1", "--steps", "1", "--set", "jump=before_integration");
        Assert.Equal(0, after.GetProperty("final_state").GetProperty("V")[0].GetDouble());
        Assert.Equal(0.1, before.GetProperty("final_state").GetProperty("V")[0].GetDouble(), 6);
    }

    [Fact]
    public void Values_for_each_neuron_are_given_with_commas_and_say_how_many_neurons_there_are()
    {
        double[] spikes = [.. new[] { "0.5", "1", "2.5" }.Select(threshold =>
            (double)Json("simulate", "CubaLif", "--input", "constant:3", "--steps", "200", "--set", $"v_th={threshold}")
                .GetProperty("spikes").GetInt32())];
        var together = Json("simulate", "CubaLif", "--input", "constant:3", "--steps", "200", "--set", "v_th=0.5, 1, 2.5", "--set", "v_reset=0,0,0");

        Assert.Equal(3, together.GetProperty("neurons").GetInt32());
        Assert.Equal(spikes.Sum(), together.GetProperty("spikes").GetInt32());
        Assert.Equal(3, spikes.Distinct().Count());
        // A drive is found for them, too.
        Assert.True(Json("simulate", "CubaLif", "--set", "v_th=2.5,1,0.5").GetProperty("spikes").GetInt32() >= 15);
    }

    [Theory]
    [InlineData("CubaLif has no parameter or option VThr. Did you mean VTh?", "--set", "VThr=1")]
    [InlineData("CubaLif: VTh is 'high'; it must be a number.", "--set", "VTh=high")]
    [InlineData("CubaLif: VTh is ''; it must be a number.", "--set", "VTh=1,")]
    [InlineData("CubaLif: VTh is -Infinity at neuron 1; it must be any finite number.", "--set", "VTh=1,-Infinity")]
    [InlineData("--set gives 2 values of a parameter; there are 3 neurons.", "--set", "VTh=1,2", "--neurons", "3")]
    [InlineData("CubaLif: VTh has 2 values, VReset has 3; give one for each neuron.", "--set", "VTh=1,2", "--set", "VReset=0,0,0")]
    [InlineData("CubaLif: VTh is NaN; it must be any finite number.", "--set", "VTh=NaN")]
    [InlineData("CubaLif: TauMemInv is -100; it must be > 0.", "--set", "TauMemInv=-100")]
    [InlineData("CubaLif: TauMemInv is 2500; it must satisfy dt · TauMemInv ≤ 2", "--set", "TauMemInv=2500")]
    [InlineData("Did you mean BeforeIntegration?", "--set", "jump=befor_integration")]
    [InlineData("CubaLif: DetachReset is 'maybe'; it must be true or false.", "--set", "DetachReset=maybe")]
    [InlineData("There is no surrogate superspik. Did you mean superspike?", "--set", "surrogate=superspik")]
    [InlineData("write name=value", "--set", "VTh")]
    [InlineData("CubaLif has no preset boi. Did you mean bio?", "--preset", "boi")]
    [InlineData("CubaLif: Dt is -1; it must be > 0.", "--dt", "-1")]
    [InlineData("--steps is 0; it must be ≥ 1.", "--steps", "0")]
    [InlineData("--neurons is -1; it must be ≥ 1.", "--neurons", "-1")]
    [InlineData("--duration is 1E-06", "--duration", "1e-6")]
    [InlineData("one is enough", "--duration", "1", "--steps", "3")]
    [InlineData("at most 20000000 are recorded", "--steps", "1000000", "--neurons", "1000000")]
    [InlineData("values; at most 20000000 are recorded", "--steps", "2000000000", "--neurons", "2000000000")]
    [InlineData("values; at most 20000000 are recorded", "--steps", "100000001")]
    [InlineData("values; at most 20000000 are recorded", "--neurons", "2147483647")]
    [InlineData("Input noise:3 is not understood", "--input", "noise:3")]
    [InlineData("Input step:much: 'much' is not a finite number.", "--input", "step:much")]
    [InlineData("Input ramp:3 is not understood", "--input", "ramp:3")]
    [InlineData("it must be in [0, 1]", "--input", "poisson:-5")]
    [InlineData("The input x is given twice.", "--input", "constant:1", "--input", "constant:2")]
    [InlineData("the ending is not known; .svg, .png, .html", "--out", "trace.jpg")]
    public void What_a_run_cannot_be_made_of_is_refused(string message, params string[] arguments) =>
        Assert.Contains(
            message, Cli.Refused(["simulate", "CubaLif", .. arguments.Contains("--out") ? [] : new[] { "--out", _folder["x.svg"] }, .. arguments]));

    [Fact]
    public void The_choices_of_an_option_are_listed_once() => Assert.Equal(
        "neurons: CubaLif: Jump is 'sideways'; it must be one of AfterIntegration, BeforeIntegration.", Refused("--set", "jump=sideways"));

    [Fact]
    public void The_default_drive_of_a_long_run_is_that_of_its_beginning() => Assert.Equal(
        Json("simulate", "CubaLif", "--steps", "6400").GetProperty("input").GetString(),
        Json("simulate", "CubaLif", "--steps", "20000").GetProperty("input").GetString());

    [Fact]
    public void Files_that_cannot_be_read_are_refused_with_what_is_wrong()
    {
        Npy.Write(_folder["whole.npy"], Tensor.Create(new double[60], [20, 3]));
        Npy.Write(_folder["cube.npy"], Tensor.Create(new double[8], [2, 2, 2]));
        Npy.Write(_folder["nan.npy"], Tensor.Create([0.0, double.NaN, 1], [3]));
        File.WriteAllBytes(_folder["cut.npy"], File.ReadAllBytes(_folder["whole.npy"])[..200]);
        File.WriteAllText(_folder["foreign.npy"], "not an array");
        File.WriteAllBytes(_folder["foreign.csv"], [0xff, 0xfe, 0, 1]);
        File.WriteAllText(_folder["words.csv"], "a,b\n1,x\n");
        File.WriteAllText(_folder["nan.csv"], "1\nNaN\n");
        File.WriteAllText(_folder["empty.csv"], "");

        Assert.Contains("none.npy", Refused("--input", _folder["none.npy"]));
        Assert.Contains("[T] or [T, N] is needed", Refused("--input", _folder["cube.npy"]));
        Assert.Contains("element [1] is NaN", Refused("--input", _folder["nan.npy"]));
        Assert.Contains("cut.npy", Refused("--input", _folder["cut.npy"]));
        Assert.Contains("foreign.npy", Refused("--input", _folder["foreign.npy"]));
        Assert.Contains("foreign.csv", Refused("--input", _folder["foreign.csv"]));
        Assert.Contains("line 2", Refused("--input", _folder["words.csv"]));
        Assert.Contains("element [1, 0] is NaN", Refused("--input", _folder["nan.csv"]));
        Assert.Contains("empty.csv", Refused("--input", _folder["empty.csv"]));
        Assert.Contains("has 20 time steps; 21 were asked for", Refused("--input", _folder["whole.npy"], "--steps", "21"));
        Assert.Contains("has 3 neurons a step; 2 were asked for", Refused("--input", _folder["whole.npy"], "--neurons", "2"));
    }

    [Fact]
    public void Files_that_cannot_be_written_are_refused_and_name_the_file()
    {
        File.WriteAllText(_folder["file"], "");
        Directory.CreateDirectory(_folder["folder.svg"]);

        Assert.Contains("there is no folder", Cli.Refused("simulate", "CubaLif", "--out", _folder["none/x.svg"]));
        Assert.Contains("there is no folder", Cli.Refused("simulate", "CubaLif", "--out", _folder["file/x.npy"]));
        Assert.Contains("folder.svg: cannot be written", Cli.Refused("simulate", "CubaLif", "--out", _folder["folder.svg"]));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var ending in new[] { ".svg", ".npy", ".csv", ".csv.gz" })
            {
                var pipe = Pipes.New(_folder["pipe" + ending]);
                Assert.Contains($"{pipe}: cannot be written: it is a pipe, a socket or a device", Cli.Refused("simulate", "CubaLif", "--out", pipe));
                Assert.Equal(0, new FileInfo(pipe).Length);
            }
        }
        Assert.Empty(Directory.GetFiles(_folder.FullName, "*.tmp"));
        if (OperatingSystem.IsLinux())
        {
            var line = Cli.Refused("simulate", "CubaLif", "--out", "/proc/x.svg");
            Assert.Contains("no file can be created in the folder /proc.", line);
            Assert.DoesNotContain(".tmp", line);
        }
    }

    private JsonElement Json(params string[] arguments)
    {
        var result = Cli.Run([.. arguments, "--json", "--out", _folder["x.svg"]]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private string Refused(params string[] arguments) => Cli.Refused(["simulate", "CubaLif", "--out", _folder["x.svg"], .. arguments]);
}
