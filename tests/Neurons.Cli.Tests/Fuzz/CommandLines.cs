namespace Neurons.Cli.Tests.Fuzz;

/// <summary>
/// Command lines drawn at random over all commands, options and values: good, at a border, absurd. What is good is also small, and what would
/// be long if it were accepted is only drawn where something else is wrong, so that a line takes milliseconds.
/// </summary>
internal sealed class CommandLines
{
    private static readonly string[] Absurd =
    [
        "", " ", "0", "-0", "-1", "-5", "00", "+3", "1.5", "0,004", "2,5", "1,000", "1_000", "1 000", "1e3", "1e-400", "1e400", "-1e400",
        "NaN", "nan", "Infinity", "-Infinity", "∞", "٣", "３",
        "2147483648", "4294967296", "9223372036854775808", "18446744073709551616", "99999999999999999999999999", "-9223372036854775809",
        "0x10", "1e", "e1", ".", "-", "--", "true", "null", "abc",
        "ü", "日本語", "a b", "a\nb", "a\r\nb", "a\u2028b", "\u0001", "\ud800", "\0", "*", "..", "/", "~", "@", "@/dev/null", "[suggest]",
        "[diagram]", "'", "\"", "%s%n", "{0}", "[red]", "[/]", "=", ":", ",", ";",
        new('x', 300), new('x', 5000), new('9', 400),
    ];

    private static readonly string[] Numbers = ["1", "2", "3", "0.5", "1e-3", "0.9", "10"];

    private readonly int[] _choices;
    private readonly string _folder;
    private readonly string[] _paths;
    private readonly string _nir, _input;
    private int _at;

    private CommandLines(int[] choices, string folder, string[] paths)
    {
        (_choices, _folder, _paths) = (choices, folder, paths);
        _nir = Array.Find(paths, path => path.EndsWith("good.nir", StringComparison.Ordinal)) ?? "";
        _input = Array.Find(paths, path => path.EndsWith("good.npy", StringComparison.Ordinal)) ?? "";
    }

    /// <param name="choices">What is chosen where there is a choice; 0 is what is plainest, and what is chosen when they are used up.</param>
    /// <param name="folder">Where the line may write.</param>
    /// <param name="paths">Files and folders of all kinds, none of which a command can use but good.nir, and good.npy as its input.</param>
    public static string[] Of(int[] choices, string folder, string[] paths) => new CommandLines(choices, folder, paths).Line();

    /// <summary>Simpler choices, each of which makes a line, too: fewer of them, some of them 0, or less.</summary>
    public static IEnumerable<int[]> Simpler(int[] choices)
    {
        for (var length = 0; length < choices.Length; length += Math.Max(1, (choices.Length - length) / 2)) yield return choices[..length];
        for (var block = 16; block > 0; block /= 2)
        {
            for (var at = 0; at < choices.Length; at += block)
            {
                var end = Math.Min(at + block, choices.Length);
                if (choices.AsSpan(at..end).ContainsAnyExcept(0)) yield return [.. choices[..at], .. new int[end - at], .. choices[end..]];
            }
        }

        for (var at = 0; at < choices.Length; at++)
            if (choices[at] > 1) yield return [.. choices[..at], choices[at] / 2, .. choices[(at + 1)..]];
    }

    /// <summary>One of so many, the last of them for 0: the rare and the odd are the first.</summary>
    private int Next(int count) => count - 1 - (_at < _choices.Length ? _choices[_at++] : 0) % count;

    private string[] Line()
    {
        var line = Next(20) switch
        {
            < 8 => Simulate(),
            < 15 => Train(),
            < 16 => Models(),
            < 17 => Bench(),
            < 18 => Next(3) != 0 ? ["verify", Unreadable(), .. Maybe("--json"), .. Option("--threads", "1", "2")] : Evaluate(),
            < 19 => Next(3) == 0 ? ["gallery", Pick([.. _paths.Where(File.Exists), ""])] : Nir(),
            _ => [Any(), .. Enumerable.Range(0, Next(4)).Select(_ => Any())],
        };
        // What is put behind the filter of benchmarks is one more, and may fit some: they take minutes.
        if (line[0] == "bench") return [.. line];
        // Lines that are damaged as a whole; what may be long then has no good value left.
        return Next(12) switch
        {
            0 => [.. line, Bad()],
            1 => [.. line, "--" + Bad()],
            2 => [.. line, line[^1]],
            _ => [.. line],
        };
    }

    /// <summary>Nothing that can be verified; of folders only those of the test, as all of a machine's files would be read.</summary>
    private string Unreadable() => Bad() is var path && Directory.Exists(path) ? Pick(_paths) : path;

    private List<string> Simulate()
    {
        string[] models = [.. Neurons.Models.all.Select(model => model.Name)];
        var model = Next(10) == 0 ? Bad() : Pick(models);
        var known = Neurons.Models.all.FirstOrDefault(one => one.Name == model);
        List<string> line = ["simulate", model, "--out", Next(8) == 0
            ? Output() : Path.Combine(_folder, Pick("a.svg", "a.csv", "a.npy", "a.csv.gz"))];
        for (var i = Next(3); i < 2; i++) line.AddRange(["--input", Input(known)]);
        for (var i = Next(3); i < 2; i++) line.AddRange(["--set", Setting(known)]);
        line.AddRange(Next(4) == 0 ? Option("--duration", "0.01", "5", "0.1") : ["--steps", Value("1", "2", "30")]);
        line.AddRange([.. Option("--dt", Numbers), .. Option("--neurons", "1", "2", "5"), .. Option("--seed", "0", "18446744073709551615")]);
        line.AddRange(
            [.. Option("--preset", [.. known?.PresetInfo.Select(preset => preset.Name) ?? [], "none"]), .. Maybe("--float64"), .. Maybe("--json")]);
        return line;
    }

    private string Output() => Pick(
        "", "a", "a.SVG.txt", "/", "/nowhere/a.svg", ".svg", "/dev/null", "/dev/full.svg", Path.Combine(_folder, "none", "a.csv"),
        Path.Combine(Pick(_paths), "a.svg"), Bad(), $"{_folder}/{Bad()}/x.svg",
        Path.Combine(_folder, new string('n', 300) + ".npy"), Path.Combine(_folder, "pipe.svg"));

    private string Input(ModelEntry? known)
    {
        var signal = Pick(
            $"constant:{Value(Numbers)}", $"step:{Value(Numbers)}", $"step:{Value(Numbers)}@{Value(Numbers)}",
            $"ramp:{Value(Numbers)}..{Value(Numbers)}", $"ramp:{Value(Numbers)}",
            $"poisson:{Value(Numbers)}", $"poisson:{Value(Numbers)}x{Value(Numbers)}", Pick(_paths), Bad(), $"{Bad()}:{Bad()}",
            $"constant:{Value("1e300", "-1e38", "1e39", "4e-45")}");
        return known is not null && Next(3) == 0 ? $"{Pick(known.Definition.InputNames)}={signal}" : signal;
    }

    private string Setting(ModelEntry? known)
    {
        string[] names = known is null ? ["a"] : [.. known.Definition.ParameterNames, .. known.Options.Select(option => option.Name)];
        return Pick(
            $"{Pick(names)}={Value(Numbers)}", $"{Pick(names)}={Value(Numbers)},{Value(Numbers)}",
            $"{Pick(names)}={Value("1e39", "-1e39", "1e308", "4e-324", "-0", "true", "hard", "atan(2)")}", $"{Bad()}={Bad()}", $"{Pick(names)}",
            $"{Pick(names)}={Pick("atan", "relu", "sigmoid", "superspike")}({Value(Numbers)})",
            $"{Pick(names)}={Pick("relu", "atan")}(alpha={Value(Numbers)})", $"{Pick(names)}={Bad()}", Bad());
    }

    private List<string> Train()
    {
        List<string> line = ["train", "--out", Next(6) == 0
            ? Pick("", "/proc/run", "/dev/null", $"{_folder}/{Bad()}", Pick(_paths)) : Path.Combine(_folder, "run")];
        // One in many is trained; the rest has something in it that is wrong.
        line.AddRange(["--epochs", "1", "--steps", Value("1", "2"), "--hidden", Value("1", "3"), "--batch", Value("500", "2147483647")]);
        line.AddRange(Next(6) == 0 ? Option("--encoding", Encoding()) : ["--encoding", Encoding()]);
        line.AddRange([.. Option("--lr", "1e-3", "1e38", "0.1", "1e-300"), .. Option("--seed", "0", "18446744073709551615"),
            .. Option("--clip", "1", "1e-300", "1e300")]);
        line.AddRange([.. Option("--truncate", "1", "2", "2147483647"), .. Option("--accumulate", "2", "67108864", "67108865", "2147483647"),
            .. Option("--patience", "1", "2147483647")]);
        line.AddRange([.. Option("--validation", "0", "0.5", "1e-300", "0.9999999", "0.9999999999999999"),
            .. Option("--optimizer", "adam", "adamw", "sgd"), .. Option("--schedule", "cosine", "constant")]);
        line.AddRange([.. Option("--loss", "rate_cross_entropy", "count_cross_entropy", "max_membrane_cross_entropy"),
            .. Option("--threads", "1", "2"), .. Maybe("--json")]);
        if (Next(4) == 0) line.AddRange(["--data", Data()]);
        if (Next(5) == 0) line.AddRange([.. Maybe("--network"), Pick(Pick(_paths), _nir, Bad()), .. Reading(), .. Maybe("--learn-neurons")]);
        if (Next(8) == 0) line.AddRange(["--resume", Pick(Pick(_paths), Bad())]);
        return line;
    }

    private List<string> Evaluate() =>
    [
        "evaluate", Next(3) == 0 ? _nir : Unreadable(), .. Maybe("--json"), .. Option("--steps", "1", "2"), .. Option("--data", Data()),
        .. Option("--loss", "count_cross_entropy"), .. Option("--batch", "1", "64"), .. Option("--encoding", Encoding()), .. Reading(),
    ];

    /// <summary>A file, a pipe or nothing of them: what is read and written is small.</summary>
    private List<string> Nir()
    {
        string File() => Next(3) == 0 ? _nir : Unreadable();
        string Made() => Path.Combine(_folder, Pick("n.safetensors", "n.yaml", "n.json", "n.nir"));
        return Next(4) switch
        {
            0 => ["nir", Pick("inspect", "check", Bad()), File(), .. Maybe("--json"), .. Maybe("--unchecked")],
            1 => ["nir", "convert", File(), "--to", Next(3) == 0 ? Output() : Made(), .. Reading(), .. Maybe("--learn-neurons")],
            _ => ["nir", "run", File(), "--input", Pick(_input, $"input={_input}", Pick(_paths), Bad()), "--out",
                Next(3) == 0 ? Output() : Path.Combine(_folder, "n.npy"), .. Reading(), .. Option("--record", "lif.v", "lif.i", "lif", ".v")],
        };
    }

    /// <summary>What NIR leaves open.</summary>
    private IEnumerable<string> Reading() =>
    [
        .. Option("--as", "nir", "snntorch", "norse", "spikingjelly", "sinabs"), .. Option("--dt", "1e-4", "1e-3", "0.5", "1e-300", "1e300"),
        .. Option("--discretisation", "euler", "euler-old-current", "exact"), .. Maybe("--milliseconds"), .. Maybe("--impulse"),
        .. Maybe("--start-at-leak"),
    ];

    private string Encoding() => Pick(
        "direct", "rate", $"latency:steps={Value("1", "2")}",
        $"latency:steps=2,tau={Value(Numbers)},{Pick("linear", "clip", "normalize", "bypass", Bad())}", $"delta:threshold={Value(Numbers)}",
        $"delta:threshold=0,5", $"delta:{Bad()}", $"{Bad()}:{Bad()}", $"latency:steps={Value("1")},firstSpike={Value("0", "1")}", Bad());

    private string Data() => Pick(
        "digits", Pick(_paths), $"{Pick(_paths)}:{Value("34")}x{Value("34")}", $"{_folder}:99999x99999", $"{_folder}:prefix={Bad()}",
        $"{Pick(_paths)},{Pick(_paths)}", "a.npy,b.npy", $"a.npy,b.npy:divisor={Value(Numbers)},{Bad()}", Bad());

    private List<string> Models() => ["models",
        .. Next(3) switch { 0 => [], 1 => [Bad()], _ => new[] { Pick([.. Neurons.Models.all.Select(model => model.Name)]) } }, .. Maybe("--json")];

    /// <summary>Nothing here is measured: the filter fits no benchmark.</summary>
    private List<string> Bench() =>
        ["bench", .. Option("--time-steps", "1"), .. Option("--neurons", "1", "2147483647"), .. Option("--runs", "1"), .. Option("--threads", "1"),
            .. Maybe("--json"), "--filter", "no such benchmark"];

    private string Any() =>
        Pick("simulate", "models", "verify", "evaluate", "--help", "-h", "-?", "--version", "--json", "--steps", "--out", Bad(), Bad());

    private string[] Option(string name, params string[] good) => Next(4) != 0 ? [] : Next(30) switch
    {
        0 => [name],
        1 => [$"{name}={Value(good)}"],
        2 => [name, Value(good), name, Value(good)],
        _ => [name, Value(good)],
    };

    private string[] Maybe(string flag) => Next(4) == 0 ? [flag] : [];

    private string Value(params string[] good) => Next(7) == 0 ? Bad() : Pick(good);

    private string Bad() => Next(5) == 0 ? Pick(_paths) : Pick(Absurd);

    private string Pick(params string[] from) => from[^(Next(from.Length) + 1)];
}
