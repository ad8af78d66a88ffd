using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Options of parts as files hold them, of all losses, optimizers, schedules, kinds of clipping and encodings.</summary>
public partial class RegistryTests
{
    private static readonly Type[] _parts = [typeof(Loss), typeof(Optimizer), typeof(Schedule), typeof(GradientClipping), typeof(InputEncoding)];

    public static TheoryData<string> Kinds() => [.. All().Select(type => type.Name)];

    [Fact]
    public void Every_part_of_the_library_is_registered_under_a_name_in_snake_case()
    {
        string[] names = [.. Loss.Kinds.Names, .. Optimizer.Kinds.Names, .. Schedule.Kinds.Names, .. GradientClipping.Kinds.Names,
            .. InputEncoding.Kinds.Names];
        Assert.All(names, name => Assert.Matches(Snake(), name));
        foreach (var part in All()) Assert.Contains(
            part.GetProperty("Options")!.PropertyType.Name, part.GetConstructors().Select(one => one.GetParameters()[0].ParameterType.Name));
        Assert.InRange(All().Length, 25, names.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Options_are_written_in_snake_case_and_read_again_whatever_they_are(string kind)
    {
        var type = All().Single(one => one.Name == kind);
        var random = new Random(1);
        for (var trial = 0; trial < 50; trial++)
        {
            var part = Draw(type, random);
            var (json, again) = Resumed(part);
            Assert.All(Keys(json), key => Assert.Matches(Snake(), key));
            Assert.Equal(type, again.GetType());
            AssertSame(type.GetProperty("Options")!.GetValue(part), type.GetProperty("Options")!.GetValue(again));
        }
    }

    [Fact]
    public void What_is_the_default_is_not_written()
    {
        Assert.Equal("""{"name":"max_membrane_cross_entropy"}""", Resumed(Loss.MaxMembraneCrossEntropy()).Json.ToJsonString());
        Assert.Equal("""{"name":"adam"}""", Resumed(new Adam()).Json.ToJsonString());
        Assert.Equal("""{"name":"latency","steps":4}""", Resumed(InputEncoding.Latency(new() { Steps = 4 })).Json.ToJsonString());
        Assert.Equal(
            """{"name":"sequence","first":{"name":"linear_warmup","length":3},"length":3,"next":{"name":"cosine","length":7}}""",
            Resumed(Schedule.LinearWarmup(3).Then(3, Schedule.Cosine(7))).Json.ToJsonString());
    }

    private sealed record Size(double Length = 1);

    [Fact]
    public void A_part_may_be_its_own_options()
    {
        var registry = new Registry<Size>("size");
        registry.Register<Size>("size");
        Assert.Equal(new Size(2.5), registry.Parse("size:length=2.5"));
        Assert.Equal("size:length=2.5", registry.TextOf(new Size(2.5)));
    }

    [Fact]
    public void A_name_belongs_to_one_part()
    {
        var first = Schedule.From("first", (start, _) => start);
        Schedule.Kinds.Register("first_of_its_name", first);
        Schedule.Kinds.Register("FirstOfItsName", first);
        Assert.Contains("that of another schedule", Assert.Throws<ArgumentException>(() => Schedule.Kinds.Register("first_of_its_name",
            Schedule.From("second", (start, _) => start))).Message);
        Assert.Contains("that of another schedule", Assert.Throws<ArgumentException>(() => Schedule.Kinds.Register("cosine", first)).Message);
        Assert.Contains("that of another loss", Assert.Throws<ArgumentException>(() =>
            Loss.Kinds.Register<CountSquaredError, CountSquaredErrorOptions>("cross_entropy", o => new(o), loss => loss.Options)).Message);
    }

    /// <summary>The built-in classes of parts that are made of options.</summary>
    private static Type[] All() =>
    [
        .. typeof(Loss).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && _parts.Any(part => type.IsSubclassOf(part))),
    ];

    /// <summary>A part of random options; those that are not allowed together are drawn again.</summary>
    private static object Draw(Type type, Random random)
    {
        while (true)
        {
            try
            {
                return Activator.CreateInstance(type, DrawOptions(type.GetProperty("Options")!.PropertyType, random))!;
            }
            catch (TargetInvocationException error) when (error.InnerException is ArgumentException)
            {
            }
        }
    }

    private static object DrawOptions(Type type, Random random)
    {
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        var options = constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parameter.HasDefaultValue && random.Next(3) == 0 ? Default(parameter) : DrawValue(parameter.ParameterType, random))]);
        foreach (var property in type.GetProperties()
            .Where(property => property.CanWrite && constructor.GetParameters().All(parameter => parameter.Name != property.Name)))
        {
            if (random.Next(3) > 0 || property.Name == "Steps") property.SetValue(options, DrawValue(property.PropertyType, random));
        }
        return options;
    }

    private static object? Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, parameter.DefaultValue!) : parameter.DefaultValue;

    private static object? DrawValue(Type type, Random random) => type switch
    {
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(int) => random.Next(1, 20),
        _ when type == typeof(long) => random.NextInt64(1, 1L << random.Next(1, 60)),
        _ when type == typeof(double) => random.Next(4) == 0 ? Math.Pow(10, random.Next(-6, 6)) : random.NextDouble(),
        _ when Nullable.GetUnderlyingType(type) is { } value => DrawValue(value, random),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
        _ when type == typeof(IReadOnlyList<double>) => Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.NextDouble()).ToArray(),
        _ when type == typeof(Schedule) => Draw(
            All().Where(one => one.IsSubclassOf(typeof(Schedule)) && (random.Next(2) == 0 || one != typeof(ScheduleSequence)))
                .OrderBy(_ => random.Next()).First(), random),
        _ => throw new ArgumentException($"{type} cannot be drawn"),
    };

    /// <summary>What a checkpoint has of a part, and the part that it gives back.</summary>
    private static (JsonObject Json, object Part) Resumed(object part)
    {
        var population = part is Loss loss ? loss.Population : 1;
        var classes = part is ReadoutLoss && part.GetType().GetProperty("Options")!.GetValue(part) is var o
            && o!.GetType().GetProperty("ClassWeights")!.GetValue(o) is IReadOnlyList<double> weights ? weights.Count
            : part is CtcLoss ctc ? ctc.Options.Blank + 1 : 3;
        var trainer = new Trainer(
            new Sequential(1, new Linear(2, classes * population)), part as Loss ?? Loss.CrossEntropy(), part as Optimizer ?? new Sgd())
        {
            Schedule = part as Schedule,
            Clipping = part as GradientClipping,
            Encoding = part as InputEncoding ?? InputEncoding.Direct,
        };
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        trainer.Save(file);
        var training = JsonNode.Parse(SafetensorsFile.Read(file).Metadata["training"])!.AsObject();
        var resumed = Trainer.Resume(file);
        File.Delete(file);
        return part switch
        {
            Loss => ((JsonObject)training["loss"]!, resumed.Loss),
            Optimizer => ((JsonObject)training["optimizer"]!, resumed.Optimizer),
            Schedule => ((JsonObject)training["schedule"]!, resumed.Schedule!),
            GradientClipping => ((JsonObject)training["clipping"]!, resumed.Clipping!),
            _ => ((JsonObject)training["encoding"]!, resumed.Encoding),
        };
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject values => values.SelectMany(pair => Keys(pair.Value).Prepend(pair.Key)),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    /// <summary>Records are the same by their values, lists and schedules within them too.</summary>
    private static void AssertSame(object? expected, object? actual)
    {
        Assert.Equal(expected?.GetType() == typeof(double[]), actual?.GetType() == typeof(double[]));
        switch (expected)
        {
            case null or ValueType or IEnumerable:
                Assert.Equal(expected, actual);
                break;
            default:
                Assert.Equal(expected.GetType(), actual!.GetType());
                foreach (var property in expected.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
                {
                    if (property.PropertyType != typeof(Type)) AssertSame(property.GetValue(expected), property.GetValue(actual));
                }
                break;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Snake();
}
