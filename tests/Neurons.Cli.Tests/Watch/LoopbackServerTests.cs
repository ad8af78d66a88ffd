using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Neurons.Cli.Watch;

namespace Neurons.Cli.Tests.Watch;

/// <summary>Who is answered, and who is not.</summary>
public sealed class LoopbackServerTests : IAsyncDisposable
{
    private readonly LoopbackServer _server = new(0);

    public LoopbackServerTests() => _server.Start(path => path switch
    {
        "/" => new(Answer.Html, "<p>Ω</p>"),
        "/broken" => throw new UserError("the disk is gone"),
        "/slow" => new("text/event-stream", "", async (stream, end) =>
        {
            await stream.WriteAsync("event: here\n\n"u8.ToArray(), end);
            await Task.Delay(Timeout.Infinite, end);
        }),
        _ => null,
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The answer to what is sent as it is.</summary>
    private async Task<string> Send(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().WaitAsync(Cli.Longest);
    }

    private Task<string> Get(string path, string? host = null) => Send($"GET {path} HTTP/1.1\r\nHost: {host ?? $"127.0.0.1:{_server.Port}"}\r\n\r\n");

    [Fact]
    public async Task A_page_is_given_to_a_browser_on_this_machine()
    {
        using var client = new HttpClient();
        var answer = await client.GetAsync(_server.Address);
        Assert.Equal("<p>Ω</p>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("<p>Ω</p>", await client.GetStringAsync($"http://localhost:{_server.Port}/"));
    }

    [Fact]
    public void It_listens_on_the_loopback_address_alone()
    {
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(one => one.Port == _server.Port);
        Assert.Equal([IPAddress.Loopback], listening.Select(one => one.Address));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("[::1]:PORT")]
    [InlineData("")]
    public async Task A_request_for_another_host_is_refused(string host) =>
        Assert.StartsWith("HTTP/1.1 403 ", await Get("/", host.Replace("PORT", $"{_server.Port}")));

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/..%2f..%2fetc/passwd")]
    [InlineData("/%2e%2e/run.json")]
    [InlineData("//etc/passwd")]
    [InlineData("/checkpoint.safetensors")]
    [InlineData("/?path=/etc/passwd")]
    [InlineData("http://evil.example/")]
    [InlineData("*")]
    public async Task Nothing_else_is_found(string path)
    {
        var answer = await Get(path);
        Assert.StartsWith("HTTP/1.1 404 ", answer);
        Assert.EndsWith("404 Not Found\n", answer);
    }

    [Fact]
    public async Task What_is_no_request_for_a_page_is_refused()
    {
        var host = $"Host: 127.0.0.1:{_server.Port}\r\n";
        Assert.StartsWith("HTTP/1.1 400 ", await Send("\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await Send($"GET /\r\n{host}\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await Send("GET / HTTP/1.1\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await Send($"GET / HTTP/1.1\r\n{host}{host}\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await Send($"GET / HTTP/1.1\r\nHost: evil.example\r\n{host}\r\n"));
        Assert.StartsWith("HTTP/1.1 405 ", await Send($"POST / HTTP/1.1\r\n{host}\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await Send($"GET / HTTP/1.1\r\n{host}X: {new string('x', 20_000)}"));
        Assert.EndsWith("the disk is gone\n", await Get("/broken"));
        Assert.StartsWith("HTTP/1.1 200 ", await Get("/"));
    }

    [Fact]
    public async Task It_ends_although_somebody_listens_and_somebody_says_nothing()
    {
        var server = new LoopbackServer(0);
        server.Start(_ => new("text/event-stream", "", async (stream, end) => await Task.Delay(Timeout.Infinite, end)));
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, server.Port);
        using var listening = new TcpClient();
        await listening.ConnectAsync(IPAddress.Loopback, server.Port);
        await listening.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: localhost:{server.Port}\r\n\r\n"));
        Assert.True(await listening.GetStream().ReadAsync(new byte[100]) > 0);

        await server.DisposeAsync().AsTask().WaitAsync(Cli.Longest);

        using var late = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, server.Port));
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_by_name() => Assert.Equal(
        $"--watch is {_server.Port}; another program listens on this port. Choose another, or none for a free one.",
        Assert.Throws<UserError>(() => new LoopbackServer(_server.Port)).Message);
}
