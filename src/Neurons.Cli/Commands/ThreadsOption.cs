using System.CommandLine;
using Neurons.Primitives;

namespace Neurons.Cli.Commands;

/// <summary><c>--threads</c>, which is the same for all commands that compute much.</summary>
internal sealed class ThreadsOption : NumberOption<int>
{
    public ThreadsOption()
        : base("--threads") => Description = "Threads to compute with (default all processors); the numbers do not depend on it.";

    /// <summary>Computes with the threads asked for.</summary>
    public void Apply(ParseResult given)
    {
        if (given.GetValue(this) is not { } threads) return;
        if (threads is < 1 or > Parallelism.MaxThreads)
            throw new UserError($"{Name} is {threads}; it must be from 1 to {Parallelism.MaxThreads}.");
        Parallelism.Threads = threads;
    }
}
