using System.Numerics.Tensors;
using System.Text.Json;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Tests;

public sealed class NirTests
{
    private static readonly NirGraph Inner = new(
        [("lif", new NirLif(new[] { 0.1f, 2 }, new[] { 1f, 1 }, new float[2], new[] { 1f, float.MaxValue }))], [])
    {
        Metadata = NirMetadata.Empty.With("about", "[inner]"),
    };

    private static readonly NirGraph Graph = new(
        [("input", new NirInput([60])), ("fc", new NirLinear(new float[2, 60])), ("inner", Inner), ("out", new NirOutput([2]))],
        [("input", "fc"), ("fc", "inner"), ("inner", "out")])
    { Metadata = NirMetadata.Empty.With("dt", 1e-4).With("more", NirMetadata.Empty.With("ok", true)) };

    [Fact]
    public void A_file_is_shown_with_its_nodes_shapes_parameters_and_edges()
    {
        using var folder = new TemporaryFolder();

        var result = Cli.Run("nir", "inspect", Write(folder, Graph));

        Assert.Equal(0, result.Code);
        Assert.Contains("NIR 1.0.8, 4 nodes and 3 edges", result.Output);
        Assert.Matches(@"fc +Linear +\[60\] +\[2\] +weight: float32 \[2, 60\]", result.Output);
        Assert.Matches(@"inner/lif +LIF +\[2\] +\[2\] +tau: float32 \[2\], r:", result.Output);
        Assert.Contains("  fc → inner\n", result.Output);
        Assert.Contains("  inner/lif → inner/output_lif\n", result.Output);
        Assert.Contains("metadata: dt, more", result.Output);
    }

    [Fact]
    public void As_JSON_a_file_has_every_value_and_of_many_a_hash()
    {
        using var folder = new TemporaryFolder();
        var large = new NirGraph([("s", new NirScale(NirArray.From<float>(new float[2000], [40, 50])))], []);

        var json = JsonDocument.Parse(Cli.Run("nir", "inspect", "--json", Write(folder, Graph)).Output).RootElement;
        var infinite = JsonDocument.Parse(Cli.Run(
            "nir", "inspect", "--json", Write(folder, new([("s", new NirScale(new[] { 1f, float.PositiveInfinity }))], []))).Output).RootElement;
        static string Values(JsonElement json, string group, string name) =>
            json.GetProperty("nodes").GetProperty("s").GetProperty(group).GetProperty(name).GetProperty("values").GetRawText();
        var hashed = JsonDocument.Parse(Cli.Run("nir", "inspect", "--json", Write(folder, large)).Output).RootElement;

        Assert.Equal("1.0.8", json.GetProperty("version").GetString());
        Assert.Equal("""[["input","fc"],["fc","inner"],["inner","out"]]""", json.GetProperty("edges").GetRawText());
        var inner = json.GetProperty("nodes").GetProperty("inner");
        Assert.Equal("NIRGraph", inner.GetProperty("type").GetString());
        Assert.Equal("[2]", inner.GetProperty("input_shape").GetRawText());
        var parameters = inner.GetProperty("nodes").GetProperty("lif").GetProperty("parameters");
        // A float is written as the double that it is.
        Assert.Equal("""{"dtype":"float32","shape":[2],"values":[0.10000000149011612,2]}""", parameters.GetProperty("tau").GetRawText());
        Assert.Equal("""[1,"Infinity"]""", Values(infinite, "parameters", "scale"));
        Assert.Equal("[inner]", inner.GetProperty("metadata").GetProperty("about").GetProperty("values").GetString());
        Assert.True(json.GetProperty("metadata").GetProperty("more").GetProperty("ok").GetProperty("values")[0].GetBoolean());
        // SHA-256 of 8000 zero bytes.
        var scale = hashed.GetProperty("nodes").GetProperty("s").GetProperty("parameters").GetProperty("scale");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[8000])), scale.GetProperty("sha256").GetString());
        Assert.False(scale.TryGetProperty("values", out _));
    }

    [Fact]
    public void A_file_of_shapes_that_do_not_agree_is_shown_unchecked()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, new([("in", new NirInput([3, 4, 4])), ("pool", new NirSumPool2d(2, 2, 0)), ("fc", new NirLinear(new float[2, 60]))],
            [("in", "pool"), ("pool", "fc")], typeCheck: false));

        Assert.Contains("'pool' gives [3, 2, 2] and 'fc' takes [60]", Cli.Refused("nir", "inspect", file));
        var result = Cli.Run("nir", "inspect", file, "--unchecked");

        Assert.Equal(0, result.Code);
        Assert.Matches(@"pool +SumPool2d +\? +\?", result.Output);
    }

    [Fact]
    public void Files_are_checked_and_each_that_is_wrong_is_said_in_a_line()
    {
        using var folder = new TemporaryFolder();
        var (good, bad) = (Write(folder, Graph), folder.Write("bad.nir", "no HDF5"));

        var result = Cli.Run("nir", "check", good, bad, good);

        Assert.Equal(1, result.Code);
        Assert.Equal(
            [
                $"{good}: NIR 1.0.8, 4 nodes and 3 edges, nothing is wrong",
                $"{bad}: is not an HDF5 file: it does not begin with the signature of one",
                $"{good}: NIR 1.0.8, 4 nodes and 3 edges, nothing is wrong",
            ],
            result.Output.TrimEnd().Split('\n'));
        Assert.Equal(0, Cli.Run("nir", "check", good).Code);
        var missing = Cli.Run("nir", "check", folder["missing.nir"], good);
        Assert.Equal(2, missing.Code);
        Assert.Matches("^neurons: .*missing.nir", missing.Error);
        Assert.Contains("nothing is wrong", missing.Output);
    }

    [Fact]
    public void A_file_that_fits_the_format_and_cannot_be_computed_is_wrong()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, new([("lif", new NirLif(new[] { 0f }, new[] { float.PositiveInfinity }, new[] { 0f }, new[] { 1f }))], []));

        var result = Cli.Run("nir", "check", file);

        Assert.Equal((1, ""), (result.Code, result.Error));
        Assert.Equal(
            [$"{file}: node 'lif': LIF: tau is 0; it must be > 0 and finite", $"{file}: node 'lif': LIF: r is Infinity; it must be finite"],
            result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_name_cannot_command_the_terminal()
    {
        using var folder = new TemporaryFolder();

        var output = Cli.Run("nir", "inspect", Write(folder, new([("a\u001b[31m[red]", new NirScale(new[] { 1f }))], []))).Output;

        Assert.DoesNotContain('\u001b', output);
        Assert.Contains("[red]", output);
    }

    [Theory]
    [InlineData("Required command was not provided. See neurons nir --help.", "nir")]
    [InlineData("There is no command inspec. Did you mean inspect? See neurons nir --help.", "nir", "inspec")]
    [InlineData("See neurons nir inspect --help.", "nir", "inspect")]
    [InlineData("See neurons nir check --help.", "nir", "check")]
    [InlineData("The file is empty", "nir", "check", "")]
    public void A_command_line_that_is_not_understood_is_refused_in_one_line(string message, params string[] arguments) =>
        Assert.Contains(message, Cli.Refused(arguments));

    [Fact]
    public void A_file_is_run_and_its_states_are_recorded()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, Neuron);
        var (x, y) = (folder["x.npy"], folder["y.npy"]);
        Npy.Write(x, Tensor.Create([3f, 0, 3, 0, 3, 0], [3, 2]));

        var result = Cli.Run("nir", "run", file, "--input", x, "--out", y, "--dt", "0.05", "--record", "lif.v");

        Assert.Equal(0, result.Code);
        Assert.Contains("left open: the time step is 0.05 s", result.Output);
        // v + 0.05/0.1 (u − v): 1.5 fires above 1, and is 0 again
        Assert.Equal([1f, 0, 1, 0, 1, 0], Npy.Read<float>(y).ToArray());
        Assert.Equal([3, 2], Npy.Read<float>(y).Lengths.ToArray());
        Assert.All(Npy.Read<float>(folder["y.lif.v.npy"]), v => Assert.Equal(0, v));
        Assert.Contains(
            "v_leak is 0.5; it must be 0, as snnTorch asks",
            Cli.Refused("nir", "run", Write(folder, Leaking), "--input", x, "--out", y, "--as", "snntorch"));
    }

    [Fact]
    public void A_file_becomes_a_saved_network_and_is_itself_again()
    {
        using var folder = new TemporaryFolder();
        var (saved, back) = (folder["model.safetensors"], folder["back.nir"]);

        Assert.Equal(0, Cli.Run("nir", "convert", Write(folder, Neuron), "--to", saved).Code);
        var result = Cli.Run("nir", "convert", saved, "--to", back);

        Assert.Equal(0, result.Code);
        Assert.Contains("dt: 0.0001, in the unit of the time constants", result.Output);
        Assert.Contains($"wrote {back}", result.Output);
        Assert.Equal(Neuron.Nodes["lif"], NirGraph.Read(back).Nodes["lif"]);
        Assert.Contains("--to is other.safetensors", Cli.Refused("nir", "convert", saved, "--to", "other.safetensors"));
    }

    [Theory]
    [InlineData("--as is 'foo'; it must be nir, snntorch, norse, spikingjelly or sinabs. See neurons nir run --help.", "--as", "foo")]
    [InlineData("--discretisation is 'rk4'; it must be euler, euler_old_current or exact.", "--discretisation", "rk4")]
    [InlineData("The discretisation is exact; it must be euler, as snnTorch reads files.", "--as", "snntorch", "--discretisation", "exact")]
    [InlineData("y.txt; it must end in .npy or .npz", "--out", "y.txt")]
    [InlineData("Record has 'nothing.v'", "--record", "nothing.v")]
    public void An_option_that_is_none_is_refused_by_the_words_that_are(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder["x.npy"], Tensor.Create([3f, 0], [1, 2]));
        string[] output = options[0] == "--out" ? [] : ["--out", folder["y.npy"]];

        var line = Cli.Refused(["nir", "run", Write(folder, Neuron), "--input", folder["x.npy"], .. output, .. options]);

        Assert.Contains(message, line);
        Assert.DoesNotContain('\t', line);
    }

    [Fact]
    public void What_is_written_is_said_and_may_be_one_file()
    {
        using var folder = new TemporaryFolder();
        var (file, x) = (Write(folder, Neuron), folder["x.npy"]);
        Npy.Write(x, Tensor.Create([3f, 0, 3, 0, 3, 0], [3, 2]));
        string[] run = ["nir", "run", file, "--input", x, "--dt", "0.05", "--discretisation", "euler-old-current", "--record", "lif.v", "--out"];

        var each = Cli.Run([.. run, folder["y.npy"]]).Output;
        var all = Cli.Run([.. run, folder["y.npz"]]).Output;

        Assert.Contains("left open: equations become steps by euler_old_current", each);
        Assert.Contains($"wrote {folder["y.npy"]}: output_lif, [3, 2]", each);
        Assert.Contains($"wrote {folder["y.lif.v.npy"]}: lif.v, [3, 2]", each);
        Assert.Contains($"wrote {folder["y.npz"]}: lif.v, [3, 2]", all);
        var arrays = NpzReader.Read<float>(folder["y.npz"]);
        Assert.Equal(["lif.v", "output_lif"], arrays.Keys.Order());
        Assert.Equal(Npy.Read<float>(folder["y.npy"]).ToArray(), arrays["output_lif"].ToArray());
    }

    [Fact]
    public void An_input_that_is_not_finite_is_refused_by_its_first_place()
    {
        using var folder = new TemporaryFolder();
        var (file, x) = (Write(folder, Neuron), folder["x.npy"]);
        foreach (var (value, text) in new[] { (float.NaN, "NaN"), (float.NegativeInfinity, "-Infinity") })
        {
            Npy.Write(x, Tensor.Create([3f, 0, 3, 0, 3, value, 1, value], [2, 2, 2]));
            Assert.Contains(
                $"{x}: at [1, 0, 1] is {text}; an input must be finite", Cli.Refused("nir", "run", file, "--input", x, "--out", folder["y.npy"]));
        }
        Assert.False(File.Exists(folder["y.npy"]));
    }

    [Fact]
    public void A_file_outside_the_checks_is_run_and_converted_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var (file, x, y) = (folder["loose.nir"], folder["x.npy"], folder["y.npy"]);
        new NirGraph(
            [("input", new NirInput([2])), ("s", new NirScale(new[] { 2f, 3 })), ("output", new NirOutput([1, 2]))],
            [("input", "s"), ("s", "output")], typeCheck: false).Write(file);
        Npy.Write(x, Tensor.Create([1f, 1], [1, 2]));

        Assert.Contains("'s' gives [2] and 'output' takes [1, 2]", Cli.Refused("nir", "run", file, "--input", x, "--out", y));
        Assert.Equal(0, Cli.Run("nir", "run", file, "--input", x, "--out", y, "--unchecked").Code);
        Assert.Equal([2f, 3], Npy.Read<float>(y).ToArray());
        Assert.Equal(0, Cli.Run("nir", "convert", file, "--to", folder["net.yaml"], "--unchecked").Code);
    }

    [Fact]
    public void An_option_of_the_other_way_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (file, saved) = (Write(folder, Neuron), folder["model.safetensors"]);
        Cli.Run("nir", "convert", file, "--to", saved);

        Assert.Contains("--nearest is of networks on the way to NIR", Cli.Refused("nir", "convert", file, "--to", saved, "--nearest"));
        Assert.Contains("--as is of networks in NIR", Cli.Refused("nir", "convert", saved, "--to", folder["b.nir"], "--as", "norse"));
    }

    private static NirGraph Neuron { get; } = OfLeak(0);

    private static NirGraph Leaking { get; } = OfLeak(0.5f);

    private static NirGraph OfLeak(float leak) => new(
        [("lif", new NirLif(new[] { 0.1f, 0.1f }, new[] { 1f, 1 }, new[] { leak, leak }, new[] { 1f, 1 }))], []);

    private static string Write(TemporaryFolder folder, NirGraph graph)
    {
        var path = folder["network.nir"];
        graph.Write(path);
        return path;
    }
}
