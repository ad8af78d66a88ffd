using System.Diagnostics;

namespace Neurons.Cli.Tests;

/// <summary>Named pipes, where the system has them; elsewhere a path that does not exist.</summary>
internal static class Pipes
{
    public static string New(string path)
    {
        if (OperatingSystem.IsWindows()) return path;
        using var make = Process.Start("mkfifo", [path]);
        Assert.True(make.WaitForExit(Cli.Longest), "mkfifo does not end");
        Assert.Equal(0, make.ExitCode);
        return path;
    }
}
