using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Tests.Fuzz;

/// <summary>What measures the time and the memory of the process runs alone: other tests would be counted.</summary>
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzCollection;

/// <summary>
/// Random command lines: whatever is asked, the program does it, or says in one line what is wrong. NEURONS_FUZZ sets how many lines are tried,
/// NEURONS_FUZZ_SEED which. A line that fails is shrunk; the failure says it as JSON, that NEURONS_FUZZ_LINE runs again.
/// </summary>
[Collection(nameof(FuzzTests))]
public sealed class FuzzTests
{
    /// <summary>Processor time of a line that is refused; what is too slow once is tried again, as the machine may be busy.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>Memory that a refused line may take: the digits are read before their shape can be compared with that of a network.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>Lines that are drawn from a seed of their own; one of them may fail.</summary>
    private const int Round = 400;

    /// <summary>After so many, a run ends.</summary>
    private const int MostFailures = 20;

    [Fact]
    public void A_random_command_line_is_done_or_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        if (Environment.GetEnvironmentVariable("NEURONS_FUZZ_LINE") is { Length: > 0 } line)
        {
            Try(JsonSerializer.Deserialize<string[]>(line)!, folder);
            return;
        }

        var (count, seed) = (Setting("NEURONS_FUZZ", Round), Setting("NEURONS_FUZZ_SEED", Environment.TickCount & int.MaxValue));
        string[] paths =
        [
            folder.FullName, folder["missing"], folder["missing.npy"], folder["missing.csv"], folder.Write("empty", ""),
            folder.Write("empty.npy", ""), folder.Write("empty.csv", ""), folder.Write("empty.json", ""),
            folder.Write("text.npy", "1, 2"), folder.Write("text.yaml", "layers: 3"), folder.Write("text.json", "{\"a\": 1, \"a\": 2}"),
            folder.Write("words.csv", "a,b\nc,d"), "/dev/null", "/dev/zero",
            Directory.CreateDirectory(folder["folder.npy"]).FullName, Directory.CreateDirectory(folder["classes"]).FullName,
            Link(folder["link.csv"], "/nowhere"), Link(folder["loop.npy"], folder["loop.npy"]),
            folder.Write("empty.nir", ""), folder.Write("text.safetensors", "{}"), Good(folder["good.nir"], folder["good.npy"]), folder["good.npy"],
            Pipes.New(folder["pipe.csv"]), Pipes.New(folder["pipe.npy"]), Pipes.New(folder["pipe.json"]),
        ];
        Directory.CreateDirectory(folder["out"]);
        var pipe = Pipes.New(folder["out/pipe.svg"]);
        var codes = new Dictionary<int, int>();
        var failures = new List<string>();
        var choices = Arb.From(Gen.Choose(0, 9999).ArrayOf(100), CommandLines.Simpler);
        for (var first = 0; first < count && failures.Count < MostFailures; first += Round)
        {
            string? smallest = null;
            var law = Prop.ForAll(choices, chosen =>
            {
                try
                {
                    var code = Try(CommandLines.Of(chosen, folder["out"], paths), folder);
                    codes[code] = codes.GetValueOrDefault(code) + 1;
                }
                catch (Xunit.Sdk.XunitException failure)
                {
                    // The last that fails is the smallest.
                    smallest = failure.Message;
                    throw;
                }
                finally
                {
                    if (Directory.Exists(folder["out/run"])) Directory.Delete(folder["out/run"], recursive: true);
                }
            });
            var start = new Replay(new Rnd((ulong)(seed + first)), FSharpOption<int>.None);
            var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Math.Min(Round, count - first)).WithReplay(start);
            try
            {
                Check.One(config, law);
            }
            catch (Exception) when (smallest is not null)
            {
                failures.Add(smallest);
            }
        }

        Assert.False(new FileInfo(pipe) is { Exists: true, Length: > 0 }, "a pipe was replaced by a file");
        Assert.True(failures.Count == 0, $"with NEURONS_FUZZ_SEED={seed}:\n{string.Join('\n', failures)}");
        // Lines that are all refused, or never, would not try much.
        Assert.InRange(codes.GetValueOrDefault(2), count / 4, count * 99 / 100);
    }

    private static int Try(string[] line, TemporaryFolder folder)
    {
        var replay = $"NEURONS_FUZZ_LINE='{JsonSerializer.Serialize(line)}'; the folder was {folder.FullName}";
        for (var attempt = 0; ; attempt++)
        {
            var (time, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            CliResult result;
            try
            {
                result = Cli.Run(line);
            }
            catch (Exception problem)
            {
                Assert.Fail($"{problem}\n{replay}");
                throw;
            }

            (time, bytes) = (Environment.CpuUsage.TotalTime - time, GC.GetTotalAllocatedBytes() - bytes);
            Assert.True(result.Code is 0 or 1 or 2, $"exit code {result.Code}: {replay}");
            if (result.Code != 2)
            {
                // a training may warn of layers that do not learn as they are
                var said = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.True(
                    Array.TrueForAll(said, sentence => sentence.StartsWith("neurons: warning: ", StringComparison.Ordinal)),
                    $"success with '{result.Error}': {replay}");
                return result.Code;
            }

            var message = result.Error.TrimEnd('\n', '\r');
            Assert.True(message.StartsWith("neurons: ", StringComparison.Ordinal) && message.Length > 15 && !message.Any(IsLineBreak),
                $"message '{message}': {replay}");
            string[] foreign = ["Exception", "System.", "LineNumber", "BytePosition", "(Parameter", "Object reference", "Arg_", "Access to the path"];
            Assert.True(!foreign.Any(word => Without(message, line).Contains(word, StringComparison.Ordinal)), $"message '{message}': {replay}");
            if (time <= MostTime && bytes <= MostBytes) return 2;
            Assert.True(attempt < 3, $"{time.TotalSeconds:0.0} s, {bytes >> 20} MiB to refuse ('{message}'): {replay}");
        }
    }

    /// <summary>A network, and an input that it takes.</summary>
    private static string Good(string network, string input)
    {
        new NirGraph(
            [("lif", new NirLif(new[] { 0.1f, 0.2f }, new[] { 1f, 1 }, new float[2], new[] { 1f, 1 }))], []).Write(network);
        Npy.Write(input, System.Numerics.Tensors.Tensor.Create([3f, 0, 1, 2], [2, 2]));
        return network;
    }

    private static bool IsLineBreak(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>The message without what it repeats of the line.</summary>
    private static string Without(string message, string[] line) =>
        line.Where(part => part.Length > 0).Aggregate(message, (text, part) => text.Replace(part, "", StringComparison.Ordinal));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string Link(string path, string target)
    {
        File.CreateSymbolicLink(path, target);
        return path;
    }
}
