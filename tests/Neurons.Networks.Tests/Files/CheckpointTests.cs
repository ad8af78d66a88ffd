using System.Text;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Primitives;
using Neurons.Symbolic;

namespace Neurons.Networks.Tests;

public class CheckpointTests
{
    [Fact]
    public void A_saved_network_answers_as_before()
    {
        var network = new Sequential(
            3,
            new Linear(6, 4, bias: false),
            new CubaLif(4, new() { VTh = Learnable.PerNeuron([0.5, 0.6, 0.7, 0.8]), TauMemInv = 250, Dt = 0.002, Surrogate = Surrogate.Atan(3) }),
            new Linear(4, 3),
            new LeakyIntegrator(3, new() { TauSynInv = Learnable.Shared(150), VLeak = new[] { 0.1, 0.2, 0.3 } }));
        var file = Samples.TemporaryFile("network.safetensors");
        network.Save(file);
        var loaded = Sequential.Load(file);
        var x = Samples.Uniform(1, 0, 2, 7, 6);
        Assert.Equal(Samples.Flat(network.Predict(x, 12)), Samples.Flat(loaded.Predict(x, 12)));
        Assert.Equal(network.Summary(), loaded.Summary());
        Assert.Equal(network.Parameters.Select(p => (p.Name, p.IsLearnable)), loaded.Parameters.Select(p => (p.Name, p.IsLearnable)));

        var again = Samples.TemporaryFile("again.safetensors");
        loaded.Save(again);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(again));
    }

    [Fact]
    public void Weights_can_be_read_into_a_network_with_the_same_layers_only()
    {
        var file = Samples.TemporaryFile("network.safetensors");
        Samples.Network(1).Save(file);
        var other = Samples.Network(2);
        other.LoadParameters(file);
        Assert.Equal(Samples.Weights(Samples.Network(1)), Samples.Weights(other));
        var error = Assert.Throws<FormatError>(() => new Sequential(1, new Linear(6, 8)).LoadParameters(file));
        Assert.Contains("'0.weight' has the shape [9, 6]; the network needs [8, 6]", error.Message);
    }

    [Fact]
    public async Task A_network_with_a_neuron_of_the_users_own_is_resumed_in_a_network_built_for_it()
    {
        var mine = NeuronModel.Define(
            "Mine",
            (StepOptions o, OwnParameters<Expr> p, OwnState<Expr> s, Expr x) =>
            {
                var v = s.V + o.Dt * (x - s.V) / p.Tau;
                var z = Expr.Fire(v - 1.0, Surrogate.Atan(2));
                return (z, new OwnState<Expr>(v - z));
            },
            defaults: new OwnParameters<Quantity>(Tau: 20.0.In("ms", above: 0)),
            initial: p => new OwnState<Expr>(0.0),
            timeUnit: "ms");
        Sequential Network() =>
            new(1, new Linear(6, 9), mine.Layer(9, new() { ["Tau"] = Learnable.PerNeuron(3) }), new Linear(9, 3), new LeakyIntegrator(3));
        Trainer Start() => new(Network(), Loss.MaxMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 20, BatchSize = 16 };

        var data = Samples.Classes(60);
        var whole = Start();
        await Samples.Train(whole, data, 2);
        var part = Start();
        await Samples.Train(part, data, 1);
        var file = Samples.TemporaryFile("own.safetensors");
        part.Save(file);
        var resumed = Trainer.Resume(file, Network());
        await Samples.Train(resumed, data, 1);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
        Assert.NotEqual(Samples.Weights(part.Network), Samples.Weights(resumed.Network));
        Assert.Contains("the neuron Mine is your own", Assert.Throws<FormatError>(() => Sequential.Load(file)).Message);
    }

    [Fact]
    public void A_damaged_checkpoint_is_a_clear_error_or_is_read()
    {
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        Samples.Trainer().Save(file);
        var good = File.ReadAllBytes(file);
        var random = new RandomStream(1, 0);
        var refused = 0;
        for (var trial = 0; trial < 600; trial++)
        {
            var bytes = (byte[])good.Clone();
            // most of the damage where the meaning is: in the header
            if (trial % 3 == 0)
                bytes = bytes[..random.NextInt(bytes.Length)];
            else
                bytes[random.NextInt(trial % 3 == 1 ? 2000 : bytes.Length)] = (byte)random.NextInt(256);
            File.WriteAllBytes(file, bytes);
            try
            {
                Trainer.Resume(file);
            }
            catch (FormatError error)
            {
                Assert.StartsWith(file, error.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 250, 599);
    }

    [Fact]
    public void A_value_of_a_training_that_is_of_another_kind_is_an_error_that_names_it_and_what_is_allowed()
    {
        var path = Samples.TemporaryFile("checkpoint.safetensors");
        Samples.Trainer().Save(path);
        var file = SafetensorsFile.Read(path);
        var training = JsonNode.Parse(file.Metadata["training"])!.AsObject();

        foreach (var (name, before) in training)
        {
            var changed = (JsonObject)training.DeepClone();
            changed[name] = before is JsonArray or null ? "x" : new JsonArray(1);
            var metadata = new Dictionary<string, string>(file.Metadata) { ["training"] = changed.ToJsonString() };
            SafetensorsFile.Write(path, metadata, file.Names.Select(tensor => SafetensorsEntry.From(tensor, file.Get<float>(tensor))));

            var message = Assert.Throws<FormatError>(() => Trainer.Resume(path)).Message;

            Assert.Matches(
                $"the state of the training cannot be read: {name} is .*; it must be (text|named values|a number|a whole number from )", message);
            Assert.DoesNotContain("System.", message);
        }
    }

    [Theory]
    [InlineData("loss", "loss is missing; it must be named values")]
    [InlineData("optimizer", "optimizer is missing; it must be named values")]
    public void A_training_without_one_of_its_parts_is_an_error_that_names_it(string part, string message)
    {
        var path = Samples.TemporaryFile("checkpoint.safetensors");
        Samples.Trainer().Save(path);
        var file = SafetensorsFile.Read(path);
        var training = JsonNode.Parse(file.Metadata["training"])!.AsObject();
        Assert.NotNull(training[part]);
        training[part] = null;
        var metadata = new Dictionary<string, string>(file.Metadata) { ["training"] = training.ToJsonString() };
        SafetensorsFile.Write(path, metadata, file.Names.Select(name => SafetensorsEntry.From(name, file.Get<float>(name))));
        Assert.Contains(message, Assert.Throws<FormatError>(() => Trainer.Resume(path)).Message);
    }

    [Fact]
    public void Files_of_another_kind_are_errors_that_say_what_is_missing()
    {
        var file = Samples.TemporaryFile("file");
        File.WriteAllText(file, "no checkpoint at all");
        Assert.Throws<FormatError>(() => Sequential.Load(file));

        SafetensorsFile.Write(file, new Dictionary<string, string>(), [SafetensorsEntry.From<float>("0.weight", [1], 1)]);
        Assert.Contains("no description", Assert.Throws<FormatError>(() => Sequential.Load(file)).Message);

        Samples.Network().Save(file);
        Assert.Contains("not the state of a training", Assert.Throws<FormatError>(() => Trainer.Resume(file)).Message);
        Assert.Throws<FileNotFoundException>(() => Trainer.Resume(file + ".no"));
    }

    [Fact]
    public void A_description_that_asks_for_more_memory_than_the_file_has_is_refused()
    {
        var file = Samples.TemporaryFile("network.safetensors");
        Samples.Network().Save(file);
        var bytes = File.ReadAllBytes(file);
        var text = Encoding.Latin1.GetString(bytes);
        // as long as before, so that the header still fits
        var inputs = text.IndexOf("outputs\\u0022:9", StringComparison.Ordinal);
        Assert.True(inputs > 0);
        bytes[inputs + "outputs\\u0022:".Length] = (byte)'8';
        File.WriteAllBytes(file, bytes);
        Assert.Contains("0: Linear(6 → 8) gives [8]; 1: ", Assert.Throws<FormatError>(() => Sequential.Load(file)).Message);
    }

    private sealed record OwnParameters<T>(T Tau);

    private sealed record OwnState<T>(T V);
}
