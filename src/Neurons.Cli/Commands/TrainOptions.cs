using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Neurons.Cli.Training;
using Neurons.EventData;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary>A training that is asked for, and what was decided of its network where that is one of NIR.</summary>
internal sealed record AskedTraining(RunSettings Settings, RunData Data, Trainer Trainer, IReadOnlyList<NirNote> Report);

/// <summary>The options of <c>neurons train</c> that make a training; those that are not given are the network file's, or defaults.</summary>
internal static class TrainOptions
{
    private const int MostHidden = 65536;

    /// <summary>The most values of the hidden layer in one update: time steps × samples × neurons.</summary>
    private const long MostValues = 1 << 27;

    public static readonly Option<string> Data = new("--data") { Description = RunData.Help, DefaultValueFactory = _ => RunData.Digits };
    public static readonly Option<string?> Network =
        new("--network") { Description = "A network in YAML or JSON, with its training, or in NIR (default: one hidden layer)." };
    private static readonly Argument<string?> File =
        new("file") { Description = "The same as --network.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly NirReadingOptions Nir = new("Of NIR: ");
    public static readonly NumberOption<int> Epochs =
        new("--epochs") { Description = "The number of epochs in all (default 20 for the digits, 10 for others; of a resumed run, its own)." };
    private static readonly NumberOption<int> Batch =
        new("--batch") { Description = "Samples to an update (default 64 for the digits, 128 for others)." };
    private static readonly NumberOption<double> Rate =
        new("--lr") { Description = "The learning rate (default 0.002 for the digits, 0.001 for others)." };
    private static readonly NumberOption<ulong> Seed =
        new("--seed") { Description = "What weights, the split of the data and the order of the samples are drawn from (default 1)." };
    private static readonly NumberOption<int> Steps = new("--steps") { Description = "Time steps for which a sample is shown (default 25)." };
    private static readonly NumberOption<int> Hidden =
        new("--hidden") { Description = "Neurons of the default network's hidden layer (default 128 for the digits, 1000 for others)." };
    private static readonly Option<string?> Encoding = new("--encoding")
    {
        Description = $"How samples are shown: {Names(InputEncoding.Kinds)} "
            + "(default direct); options follow a colon, as in latency:steps=25,normalize."
    };
    private static readonly Option<string?> Loss = new("--loss")
    {
        Description = $"The loss: {Names(Networks.Loss.Kinds)} (default max_membrane_cross_entropy, of targets mean_squared_error)."
    };
    private static readonly Option<string?> Optimizer =
        new("--optimizer") { Description = $"The optimizer: {Names(Networks.Optimizer.Kinds)} (default adam)." };
    private static readonly Option<string?> Schedule = new("--schedule")
    {
        Description = "constant, or cosine over all epochs (default constant for the digits, cosine for others); "
            + "others stand in the network file."
    };
    private static readonly Option<string?> Transforms = new("--transforms")
    {
        Description = "What transforms event data, with bars between: denoise:filter_time=5000 | downsample:space=0.5; there are "
            + $"{string.Join(", ", EventTransform.Kinds.Names)}."
    };
    private static readonly Option<string?> Augment = new("--augment")
    {
        Description = $"What changes samples at random when they are trained with: transforms of event data, or of images "
            + $"{Names(Augmentation.Kinds)}; as in image_crop:padding=4 | image_flip."
    };
    private static readonly Option<string?> Cache = new("--cache") { Description = "A folder that keeps transformed event data." };
    private static readonly NumberOption<double> Clip = new("--clip") { Description = "The largest norm of the gradients together." };
    private static readonly Option<string?> Method = new("--method")
    {
        Description = $"How the network learns of a sequence: {Names(TrainingMethod.Kinds)} (default bptt); options follow a colon, as in "
            + "truncated_bptt:segment=10,accumulate."
    };
    private static readonly NumberOption<int> Truncate =
        new("--truncate") { Description = "Truncated backpropagation: steps to an update; short for --method truncated_bptt:segment=…." };
    private static readonly NumberOption<int> Accumulate = new("--accumulate") { Description = "Batches to an update (default 1)." };
    private static readonly NumberOption<int> Patience = new("--patience") { Description = "Stop after so many epochs without a better one." };
    private static readonly NumberOption<double> Validation =
        new("--validation") { Description = "The share of the training data that is tested on after each epoch, instead of the test data." };

    private static Option[] All => [Data, Network, Epochs, Batch, Rate, Seed, Steps, Hidden, Encoding, Loss, Optimizer, Schedule, Method, Transforms,
        Augment, Cache, Clip, Truncate, Accumulate, Patience, Validation, .. Nir.All, Nir.Learn];

    /// <summary>Those that a training that goes on cannot change.</summary>
    private static Option[] Fixed => [.. All.Where(option => option != Epochs)];

    public static void AddTo(Command command)
    {
        command.Add(File);
        Array.ForEach(All, command.Add);
    }

    /// <summary>What is given of the network or its training, but for what may change while it goes on; null without.</summary>
    public static string? FirstFixed(ParseResult given) =>
        Array.Find(Fixed, option => given.GetResult(option) is { Implicit: false })?.Name ?? (given.GetValue(File) is null ? null : File.Name);

    /// <summary>Those that say how the network of a file is tested.</summary>
    public static Option[] Tests => [Data, Batch, Seed, Steps, Encoding, Loss, .. Nir.All];

    /// <summary>The training that is asked for: its settings, data and trainer, and what was decided of a network in NIR.</summary>
    public static AskedTraining Resolve(ParseResult given) => Resolve(given, given.GetValue(Network) is { } named
        ? given.GetValue(File) is { } other ? throw new UserError($"--network is {named}, and the file {other}; one of them is possible.") : named
        : given.GetValue(File));

    /// <summary>The same of the network of a file.</summary>
    public static AskedTraining Resolve(ParseResult given, string? file)
    {
        if (file is not null && InputFile.IsDevice(Path.GetFullPath(file)))
            throw new UserError($"{file}: is not an ordinary file; the network is read more than once.");
        var training = file is null ? [] : NetworkSource.Training(file);
        var spec = given.GetValue(Data)!;
        if (given.GetResult(Data) is null or { Implicit: true } && training["data"] is { } named) spec = named.ToString();
        Set(training, "epochs", AtLeastOne(given, Epochs));
        Set(training, "batch_size", AtLeastOne(given, Batch));
        Set(training, "time_steps", AtLeastOne(given, Steps));
        Set(training, "learning_rate", given.GetValue(Rate) is { } rate && rate <= 0
            ? throw new UserError($"--lr is {rate.ToString(CultureInfo.InvariantCulture)}; it must be > 0.") : given.GetValue(Rate));
        Set(training, "clip_norm", given.GetValue(Clip));
        // what is given goes before the other form in the file
        if (given.GetValue(Loss) is not null) training.Remove("losses");
        if (given.GetValue(Method) is not null) training.Remove("truncate_after");
        if (given.GetValue(Truncate) is not null) training.Remove("method");
        Set(training, "truncate_after", AtLeastOne(given, Truncate));
        Set(training, "accumulate_batches", AtLeastOne(given, Accumulate));
        Set(training, "patience", AtLeastOne(given, Patience));
        Set(training, "validation", given.GetValue(Validation));
        if (given.GetValue(Cache) is { } cache) training[RunSettings.Cache] = Path.GetFullPath(cache);
        foreach (var (option, name) in new[]
        {
            (Encoding, "encoding"), (Loss, "loss"), (Optimizer, "optimizer"), (Schedule, "schedule"), (Method, "method"),
            (Transforms, RunSettings.Transforms), (Augment, RunSettings.Augmentation),
        })
        {
            if (given.GetValue(option) is { } text) training[name] = text;
        }

        var isDigits = spec == RunData.Digits;
        Default(training, "epochs", isDigits ? 20 : 10);
        Default(training, "batch_size", isDigits ? 64 : 128);
        Default(training, "time_steps", 25);
        Default(training, "learning_rate", isDigits ? 0.002 : 0.001);
        Default(training, "schedule", isDigits || file is not null ? "constant" : "cosine");
        Default(training, "validation", 0.0);
        training.Remove("data");
        Whole(training, "epochs");
        var share = training["validation"] is JsonValue v && v.TryGetValue<double>(out var number) ? number : -1;
        if (given.GetValue(Clip) is <= 0)
            throw new UserError($"--clip is {given.GetValue(Clip)!.Value.ToString(CultureInfo.InvariantCulture)}; it must be > 0.");
        if (share is not (>= 0 and < 1)) throw new UserError($"--validation is {training["validation"]}; it must be in [0, 1).");

        var seed = given.GetValue(Seed);
        var steps = Whole(training, "time_steps");
        if (file is not null && given.GetValue(Hidden) is not null)
            throw new UserError("--hidden is of the default network; the network of --network says how large it is.");
        // a file may say the seed, which the split of data without test data is drawn from
        var words = Nir.Words(given);
        if (words.Length > 0 && (file is null || !NetworkSource.IsNir(file)))
            throw new UserError($"{words[0]} is of networks in NIR; {(file is null ? "the default network" : file)} is none.");
        var (known, notes) = file is null ? (null, []) : NetworkSource.Read(file, seed, Nir.Of(given), Nir.IsChecked(given));
        var data = RunData.Load(spec, known?.Seed ?? seed ?? 1, steps, training);
        var hidden = given.GetValue(Hidden) is { } asked ? AtLeastOne("--hidden", asked, MostHidden) : DefaultNetwork.Hidden(data);
        if (known is null) RequireSmall(data.Training.TimeSteps ?? steps, Math.Min(Whole(training, "batch_size"), data.Training.Count), hidden);
        var network = known ?? DefaultNetwork.Create(data, hidden, seed ?? 1);
        if (!data.Training.HasClasses && training["losses"] is null) Default(training, "loss", "mean_squared_error");
        var settings = new RunSettings(RunData.FullPath(spec), file is null ? null : Path.GetFullPath(file), hidden, network.Seed, training)
        {
            Nir = words.Length > 0 ? words : null,
        };
        return new(settings, settings.Prepare(data, network), NetworkFile.Trainer(network, training, file ?? "the training"), notes);
    }

    private static string Names<T>(Registry<T> kinds)
        where T : class => string.Join(", ", kinds.Names);

    public static int? AtLeastOne(ParseResult given, NumberOption<int> option) =>
        given.GetValue(option) is { } value ? AtLeastOne(option.Name, value, int.MaxValue) : null;

    private static void RequireSmall(int steps, int samples, int hidden)
    {
        var values = (Int128)steps * samples * hidden;
        if (values > MostValues)
            throw new UserError(
                $"--steps {steps}, --batch {samples} and --hidden {hidden} make {values} values an update; at most {MostValues} are computed.");
    }

    private static void Set<T>(JsonObject training, string name, T? value)
        where T : struct
    {
        if (value is { } given) training[name] = JsonValue.Create(given);
    }

    private static void Default<T>(JsonObject training, string name, T value)
    {
        if (training[name] is null) training[name] = JsonValue.Create(value);
    }

    private static int Whole(JsonObject training, string name) =>
        training[name] is JsonValue value && value.TryGetValue<int>(out var number) && number >= 1
            ? number
            : throw new UserError($"{name} is {training[name]?.ToJsonString()}; it must be a whole number, at least 1.");

    private static int AtLeastOne(string name, int value, int most) =>
        value < 1 ? throw new UserError($"{name} is {value}; it must be at least 1.")
        : value > most ? throw new UserError($"{name} is {value}; it must be at most {most}.")
        : value;
}
