using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Neurons.Cli.Watch;

/// <summary>What is answered to a request: a page, or what is written piece by piece until the server ends.</summary>
internal sealed record Answer(string Type, string Text, Func<Stream, CancellationToken, Task>? Stream = null)
{
    public const string Html = "text/html; charset=utf-8";
}

/// <summary>
/// A server of pages for browsers on this machine alone: it listens on 127.0.0.1 and on nothing else, and answers only requests that name
/// this address, so that no other page, whose name leads here, can read it. It reads no files. A plain socket, as the framework's
/// HttpListener has Windows listen on every address.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const int MostConnections = 64, MostHeaderBytes = 16384;

    /// <summary>For a request to come, and an answer to be taken; at the end, for browsers to close, and then for what is being written.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10), AtEnd = TimeSpan.FromSeconds(3), AfterEnd = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [], _streams = [];
    private readonly string[] _hosts;
    private Task _accepting = Task.CompletedTask;

    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="UserError">The port is not free, or not allowed.</exception>
    public LoopbackServer(int port)
    {
        _listener = new(IPAddress.Loopback, port);
        // Windows would let another program listen here as well.
        if (OperatingSystem.IsWindows()) _listener.ExclusiveAddressUse = true;
        try
        {
            _listener.Start();
        }
        catch (SocketException problem)
        {
            throw new UserError(problem.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"--watch is {port}; another program listens on this port. Choose another, or none for a free one.",
                SocketError.AccessDenied =>
                    $"--watch is {port}; this system does not allow it to you. Choose one from 1024 on, or none for a free one.",
                _ => $"--watch: 127.0.0.1 cannot be listened on: {problem.Message}.",
            });
        }

        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        var text = Port.ToString(CultureInfo.InvariantCulture);
        _hosts = [$"127.0.0.1:{text}", $"localhost:{text}"];
    }

    public int Port { get; }

    public string Address => $"http://{_hosts[0]}/";

    /// <summary>Begins to answer; null for a path is "not found".</summary>
    public void Start(Func<string, Answer?> answer) => _accepting = AcceptAsync(answer);

    /// <summary>
    /// Answers until the browsers to which it writes piece by piece have closed, for three seconds at most; then ends what is being written, and
    /// listens no more.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task[] streams;
        lock (_lock) streams = [.. _streams];
        await Task.WhenAny(Task.WhenAll(streams), Task.Delay(AtEnd)).ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        Task[] open;
        lock (_lock) open = [.. _connections];
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(AfterEnd)).ConfigureAwait(false);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<string, Answer?> answer)
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                if (_end.IsCancellationRequested) return;
                // One that has gone already, or too many open files.
                await Task.Delay(50).ConfigureAwait(false);
                continue;
            }

            lock (_lock)
            {
                if (_connections.Count >= MostConnections)
                {
                    client.Dispose();
                    continue;
                }

                var connection = Task.Run(() => ServeAsync(client, answer));
                _connections.Add(connection);
                _ = connection.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task connection)
    {
        lock (_lock) _connections.Remove(connection);
    }

    private async Task ServeAsync(TcpClient client, Func<string, Answer?> answer)
    {
        using var held = client;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            limit.CancelAfter(Longest);
            var stream = client.GetStream();
            await using var _ = stream.ConfigureAwait(false);
            var (status, found) = Respond(await ReadAsync(stream, limit.Token).ConfigureAwait(false), answer);
            if (found is { Stream: { } pieces })
            {
                await WriteAsync(stream, Head(status, found.Type, null), pieces, limit.Token).ConfigureAwait(false);
                return;
            }
            var body = Encoding.UTF8.GetBytes(found?.Text ?? $"{status}\n");
            await stream.WriteAsync(Head(status, found?.Type ?? "text/plain; charset=utf-8", body.Length), limit.Token).ConfigureAwait(false);
            await stream.WriteAsync(body, limit.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has gone, is too slow, or the training has ended.
        }
    }

    /// <summary>Writes piece by piece. It is known before the browser sees the first of it, so that the server does not end meanwhile.</summary>
    private async Task WriteAsync(Stream stream, byte[] head, Func<Stream, CancellationToken, Task> pieces, CancellationToken limit)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _streams.Add(ended.Task);
        try
        {
            await stream.WriteAsync(head, limit).ConfigureAwait(false);
            await pieces(stream, _end.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _streams.Remove(ended.Task);
            ended.SetResult();
        }
    }

    private (string Status, Answer? Answer) Respond(string? request, Func<string, Answer?> answer)
    {
        if (request is null) return ("431 Request Header Fields Too Large", null);
        var lines = request.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', '1', '.', ..]]) return ("400 Bad Request", null);
        const string Header = "Host:";
        string[] hosts = [.. lines.Skip(1).Where(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))
            .Select(line => line[Header.Length..].Trim())];
        if (hosts is not [var host]) return ("400 Bad Request", null);
        if (!_hosts.Contains(host, StringComparer.OrdinalIgnoreCase)) return ("403 Forbidden", null);
        if (method != "GET") return ("405 Method Not Allowed", null);
        try
        {
            return answer(target) is { } found ? ("200 OK", found) : ("404 Not Found", null);
        }
        catch (Exception problem) when (App.IsBadInput(problem))
        {
            return ("503 Service Unavailable", new("text/plain; charset=utf-8", App.Line(problem) + "\n"));
        }
    }

    /// <summary>The lines of a request; null if they are too many.</summary>
    private static async Task<string?> ReadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var (buffer, count) = (new byte[MostHeaderBytes], 0);
        while (count < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(count), cancellation).ConfigureAwait(false);
            if (read == 0) throw new IOException();
            count += read;
            var end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return Encoding.Latin1.GetString(buffer, 0, end);
        }

        return null;
    }

    private static byte[] Head(string status, string type, int? length)
    {
        var head = new StringBuilder($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nConnection: close\r\nCache-Control: no-store\r\n");
        head.Append("X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nX-Frame-Options: DENY\r\n");
        head.Append("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; ");
        head.Append("img-src data:; base-uri 'none'; form-action 'none'\r\n");
        if (length is { } bytes) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }
}
