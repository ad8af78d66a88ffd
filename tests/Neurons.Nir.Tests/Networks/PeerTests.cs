using System.Numerics.Tensors;
using System.Text.Json;

namespace Neurons.Nir.Tests.Networks;

/// <summary>
/// What SpikingJelly 2.0 (afb13226) and sinabs 3.1.3 make of files, with nir 1.0.8, nirtorch 2.6 and torch 2.6: some steps of each network that
/// they import, or that they do not; a circle in sinabs with the state of each step handed to the next. peers.zip: <c>peers.json</c>, with the
/// inputs in quarters; the files of its folder <c>peers/</c> are of one node or a small network with the parameters that these two ask for, the
/// others are those of nir.zip and sim.zip.
/// </summary>
public sealed class PeerTests
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(() => Fixtures.Unpack("peers.zip"));
    private static readonly Lazy<Dictionary<string, byte[]>> Traces = new(() => Fixtures.Unpack("sim.zip"));
    private static readonly Lazy<JsonElement> Recorded = new(() => JsonDocument.Parse(Files.Value["peers.json"]).RootElement);

    /// <summary>
    /// What is given there is not what the file says, without a word, and is refused here: the padding of a pool is ignored, or a node that sinabs
    /// does not have is left out, with all behind it.
    /// </summary>
    private static readonly string[] LeftOut = ["graphs/legacy_0_2_0", "peers/sumpool_padding"];

    public static TheoryData<string> Names => [.. Recorded.Value.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_does_what_it_does_in_SpikingJelly(string name) => Compare(name, "spikingjelly", NirOptions.Spikingjelly);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_does_what_it_does_in_sinabs(string name) => Compare(name, "sinabs", NirOptions.Sinabs);

    /// <summary>What Norse takes since 1.1 (065a3b45), besides what it took before.</summary>
    [Theory]
    [InlineData("peers/li_steps")]
    [InlineData("peers/li_steps_r_2")]
    [InlineData("peers/li_steps_leak")]
    [InlineData("peers/avgpool")]
    [InlineData("peers/avgpool_padding")]
    [InlineData("peers/conv1d")]
    [InlineData("peers/conv1d_same")]
    [InlineData("peers/conv2d_same")]
    public void A_file_does_what_it_does_in_Norse(string name) => Compare(name, "norse", NirOptions.Norse);

    [Fact]
    public void Both_take_many_files_and_neurons_fire_in_them()
    {
        foreach (var library in new[] { "spikingjelly", "sinabs" })
        {
            var taken = Recorded.Value.EnumerateObject().Where(entry => entry.Value.GetProperty(library).TryGetProperty("y", out _)).ToArray();
            Assert.InRange(taken.Length, 25, 60);
            Assert.Contains(taken, entry => entry.Name == $"peers/net_{library}" && Values(entry.Value.GetProperty(library), "y").Sum() > 10);
        }
    }

    private static void Compare(string name, string library, NirOptions options)
    {
        var recorded = Recorded.Value.GetProperty(name);
        var theirs = recorded.GetProperty(library);
        var bytes = Files.Value.GetValueOrDefault($"{name}.nir")
            ?? Traces.Value.GetValueOrDefault($"{name.Replace("sim/", "")}.nir") ?? Fixtures.Bytes(name);
        var graph = NirGraph.Read(new MemoryStream(bytes));
        if (theirs.TryGetProperty("error", out var error) || LeftOut.Contains(name))
        {
            var refused = Xunit.Record.Exception(() => graph.ToNetwork(options));
            Assert.True(refused is NotSupportedException, $"{name} is refused by {library} ({error}), and here it is {refused?.Message ?? "taken"}");
            return;
        }

        var network = graph.ToNetwork(options).Network;
        int[] shape = [.. recorded.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        var x = Array.ConvertAll(Values(recorded, "x"), quarters => (float)quarters / 4);
        var steps = x.Length / shape.Aggregate(1, (product, length) => product * length);
        var y = network.Predict(Tensor.Create(x, [steps, 1, .. shape]));

        Assert.Equal([steps, 1, .. theirs.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())], y.Lengths.ToArray());
        var (expected, actual) = (Values(theirs, "y"), y.ToArray());
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-5 * Math.Max(1, Math.Abs(expected[i])), $"at {i}: {expected[i]} and {actual[i]}");
    }

    private static double[] Values(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
