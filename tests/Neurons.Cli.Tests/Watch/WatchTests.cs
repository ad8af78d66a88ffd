using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Neurons.Cli.Training;
using Neurons.Cli.Watch;
using Neurons.Networks;

namespace Neurons.Cli.Tests.Watch;

/// <summary>Trainings that are looked at while they run.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Arguments(string name, int epochs, params string[] more) =>
        ["train", "--hidden", "16", "--steps", "8", "--epochs", $"{epochs}", "--out", _folder[name], .. more];

    [Fact]
    public async Task Two_browsers_see_a_training_until_its_end()
    {
        using var output = new Announced();
        using var error = new StringWriter();
        var training = Task.Run(() => App.Run(Arguments("run", 80, "--watch"), output, error));
        var address = await output.Address.WaitAsync(Cli.Longest);
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/$", address);

        using var client = new HttpClient { Timeout = Cli.Longest };
        using var one = await Watch(client, address);
        using var other = await Watch(client, address);
        output.Continue();
        var watchers = await Task.WhenAll(Events(one), Events(other));
        Assert.Equal(0, await training);

        Assert.All(watchers, events =>
        {
            Assert.Equal("end", events[^1].Name);
            Assert.Equal("finished", events[^1].Data["how"]!.GetValue<string>());
            int[] epochs = [.. events.Where(told => told.Name == "epoch").Select(told => told.Data["epoch"]!.GetValue<int>())];
            Assert.Equal(epochs.Distinct().Order(), epochs);
            Assert.Equal(80, epochs[^1]);
        });
        Assert.Empty(error.ToString());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(address));
    }

    [Fact]
    public async Task Its_page_and_its_report_are_those_of_the_run()
    {
        var run = Trained();
        await using var watch = new TrainingWatch(0);
        watch.Start(run.Folder, run.Trainer, run.Data);
        using var client = new HttpClient { Timeout = Cli.Longest };

        var before = await client.GetStringAsync(watch.Address);
        Assert.Contains("whole report comes with the first epoch", before);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(watch.Address + "report")).StatusCode);

        await foreach (var epoch in run.Trainer.TrainAsync(run.Data.Training, 2, run.Data.Test))
        {
            run.Folder.Add(EpochMetrics.Of(epoch, 0), epoch.IsBest, run.Trainer);
            watch.On(run.Folder.Metrics, epoch.Test);
        }

        var after = await client.GetStringAsync(watch.Address);
        Assert.Contains("Which class is taken for which", after);
        Assert.Contains(RunPagePercent(run.Folder.Metrics[^1].TestAccuracy!.Value), after);
        Assert.Contains("window.refresh", after);
        var report = await client.GetStringAsync(watch.Address + "report");
        run.Folder.Dispose();
        Assert.Equal(0, Cli.Run("report", run.Folder.Path, "--out", _folder["again.html"]).Code);
        Assert.Equal(File.ReadAllText(_folder["again.html"]), report);
    }

    [Fact]
    public async Task Who_has_been_told_of_the_end_can_still_fetch_the_last_page()
    {
        var run = Trained();
        var watch = new TrainingWatch(0);
        watch.Start(run.Folder, run.Trainer, run.Data);
        using var client = new HttpClient { Timeout = Cli.Longest };
        using var answer = await Watch(client, watch.Address);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var ending = watch.DisposeAsync().AsTask();
        while (await reader.ReadLineAsync() is { } line && line != "event: end")
        {
        }
        Assert.Contains("whole report comes with the first epoch", await client.GetStringAsync(watch.Address));
        answer.Dispose();
        await ending;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(watch.Address));
        run.Folder.Dispose();
    }

    [Fact]
    public async Task Who_watches_changes_no_bit_of_the_training()
    {
        using var output = new Announced();
        using var error = new StringWriter();
        var training = Task.Run(() => App.Run(Arguments("watched", 40, "--watch"), output, error));
        using var client = new HttpClient { Timeout = Cli.Longest };
        var address = await output.Address.WaitAsync(Cli.Longest);
        using var answer = await Watch(client, address);
        output.Continue();
        var events = Events(answer);
        try
        {
            while (!training.IsCompleted) await client.GetAsync(address + "report");
        }
        catch (HttpRequestException)
        {
            // It has ended.
        }

        Assert.Equal(0, await training);
        Assert.NotEmpty(await events);
        Assert.Equal(0, Cli.Run(Arguments("alone", 40)).Code);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["alone"], "checkpoint.safetensors")),
            File.ReadAllBytes(Path.Combine(_folder["watched"], "checkpoint.safetensors")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("80.5")]
    [InlineData("all")]
    [InlineData("0.0.0.0:8080")]
    public void What_is_no_port_is_refused_before_a_folder_is_made(string port)
    {
        Assert.Contains(
            $"--watch is '{port}'; it must be a port, a whole number from 1 to 65535.", Cli.Refused([.. Arguments("none", 1), "--watch", port]));
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_before_a_folder_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        Assert.Contains($"--watch is {port}; another program listens", Cli.Refused(Arguments("none", 1, "--watch", $"{port}")));
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public async Task Lines_of_JSON_are_kept_apart_from_the_address()
    {
        var (code, output, error) = await Cli.Apart(Arguments("json", 1, "--watch", "--json"));
        Assert.Equal(0, code);
        Assert.Equal(1, JsonNode.Parse(output)!["epoch"]!.GetValue<int>());
        Assert.StartsWith("watch it at http://127.0.0.1:", error);
    }

    private static string RunPagePercent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private (RunFolder Folder, Trainer Trainer, RunData Data) Trained()
    {
        Assert.Equal(0, Cli.Run(Arguments("long", 1)).Code);
        var settings = RunFolder.ReadSettings(_folder["long"]);
        var data = RunData.Load(settings.Data, settings.Seed, 8);
        var network = DefaultNetwork.Create(data, settings.Hidden, settings.Seed);
        var trainer = NetworkFile.Trainer(network, settings.Training, "test");
        data = data.For(network);
        return (RunFolder.Create(_folder["shown"], data.Name, settings, trainer), trainer, data);
    }

    /// <summary>A browser that is connected.</summary>
    private static Task<HttpResponseMessage> Watch(HttpClient client, string address) =>
        client.GetAsync(address + "events", HttpCompletionOption.ResponseHeadersRead);

    /// <summary>All events until that of the end; then it closes, as the page does.</summary>
    private static async Task<List<(string Name, JsonNode Data)>> Events(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var (all, name) = (new List<(string, JsonNode)>(), "");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            all.Add((name, JsonNode.Parse(line[6..])!));
            if (name == "end") break;
        }
        answer.Dispose();
        return all;
    }

    /// <summary>A writer that waits for the address, and holds the training there: a short one would be over before anybody looks.</summary>
    private sealed class Announced : StringWriter
    {
        private const string Words = "watch it at ";
        private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Address => _address.Task;

        public void Continue() => _watched.TrySetResult();

        public override Encoding Encoding => Encoding.UTF8;

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            if (value?.StartsWith(Words, StringComparison.Ordinal) != true) return;
            _address.TrySetResult(value[Words.Length..]);
            await _watched.Task.WaitAsync(Cli.Longest);
        }
    }
}
