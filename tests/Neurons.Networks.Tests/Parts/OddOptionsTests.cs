namespace Neurons.Networks.Tests;

/// <summary>Options records of users, as odd as they come.</summary>
public sealed class OddOptionsTests
{
    public enum Colour
    {
        Red,
        DarkBlue,
    }

    [Fact]
    public void An_option_that_is_null_and_not_by_default_comes_back_as_null()
    {
        Register<Nulls>("odd_nulls");
        foreach (var options in new[] { new Nulls(), new Nulls(null, null) { Rate = null }, new Nulls(3, Colour.Red) { Rate = 2 } })
        {
            var path = Samples.TemporaryFile("nulls.safetensors");
            new Sequential(1, new Input(2), new Holder<Nulls>(options)).Save(path);
            Assert.Equal(options, Assert.IsType<Holder<Nulls>>(Network.Load(path).Layers[1]).Options);
        }
        Register<Given>("odd_given");
        foreach (var options in new[] { new Given(1, null), new Given(2, 3) { Rate = null, Text = null }, new Given(2, 3) { Rate = 2 } })
        {
            var path = Samples.TemporaryFile("given.safetensors");
            new Sequential(1, new Input(2), new Holder<Given>(options)).Save(path);
            Assert.Equal(options, Assert.IsType<Holder<Given>>(Network.Load(path).Layers[1]).Options);
        }
    }

    [Fact]
    public void Two_spellings_of_one_name_are_refused()
    {
        Register<Nulls>("odd_nulls");
        Assert.Contains("odd_nulls has 'width' and 'Width', which are one name", Refused("{type: odd_nulls, width: 1, Width: 2}"));
        Assert.Contains("A_b and AB are one name", Assert.Throws<ArgumentException>(() => Register<Alike>("odd_alike")).Message);
    }

    [Fact]
    public void Options_whose_defaults_are_not_allowed_can_be_read()
    {
        Register<Positive>("odd_positive");
        Assert.Equal(3, Assert.IsType<Holder<Positive>>(Read("{type: odd_positive, count: 3}").Layers[1]).Options.Count);
        Assert.Contains("count is 0", Refused("{type: odd_positive}"));
    }

    [Fact]
    public void An_indexer_is_no_option()
    {
        Register<Indexed>("odd_indexed");
        new Sequential(1, new Input(2), new Holder<Indexed>(new(1))).Save(Samples.TemporaryFile("indexed.safetensors"));
    }

    [Fact]
    public void A_grid_is_of_a_type_that_no_file_can_hold() =>
        Assert.Contains("Grid is of the type Int32[,]", Assert.Throws<ArgumentException>(() => Register<Grids>("odd_grids")).Message);

    [Fact]
    public void A_layer_cannot_take_the_name_of_a_neuron_nor_an_option_that_of_a_node()
    {
        foreach (var name in new[] { "leaky", "CubaLif", "cuba_lif", "neurons" })
            Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => Register<Nulls>(name)).Message);
        Assert.Contains("from", Assert.Throws<ArgumentException>(() => Register<Named>("odd_named")).Message);
    }

    private static void Register<T>(string name)
        where T : class => Layer.Kinds.Register<Holder<T>, T>(name, options => new(options), layer => layer.Options);

    private static Network Read(string layer)
    {
        var path = Samples.TemporaryFile("odd.yaml");
        File.WriteAllText(path, $"layers:\n  - {{type: input, shape: 2}}\n  - {layer}\n");
        return NetworkFile.Read(path);
    }

    private static string Refused(string layer) => Assert.Throws<IO.FormatError>(() => Read(layer)).Message;

    internal sealed class Holder<T>(T options) : Layer
        where T : class
    {
        public T Options => options;

        public override int[] OutputShape(int[] input) => input;

        public override LayerRun Forward(Signal input, Pass pass) => Identity(input);

        public override string ToString() => "Holder";
    }

    internal sealed record Nulls(int? Width = 5, Colour? Colour = Colour.DarkBlue)
    {
        public double? Rate { get; init; } = 0.5;
    }

    internal sealed record Given(int Count, int? Width)
    {
        public double? Rate { get; init; } = 0.5;

        public string? Text { get; init; } = "text";
    }

    internal sealed record Alike(int A_b, int AB);

    internal sealed record Named(string From);

    internal sealed record Grids(int[,]? Grid = null);

    internal sealed record Indexed(int Count)
    {
        public int this[int index]
        {
            get => Count + index;
            set => throw new NotSupportedException();
        }
    }

    internal sealed class Positive
    {
        public Positive(int count = 0)
        {
            if (count < 1) throw new ArgumentException($"count is {count}; it must be at least 1.");
            Count = count;
        }

        public int Count { get; }
    }
}
