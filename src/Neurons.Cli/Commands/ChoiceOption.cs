using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;

namespace Neurons.Cli.Commands;

/// <summary>An option that is one of some words; their parts may be joined by - instead of _.</summary>
internal sealed class ChoiceOption : Option<string?>
{
    private readonly string[] _words;

    public ChoiceOption(string name, IEnumerable<string> words)
        : base(name)
    {
        _words = [.. words];
        CustomParser = Read;
        CompletionSources.Add(_words);
    }

    private string? Read(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (Array.Find(_words, word => word == text.Replace('-', '_')) is { } known) return known;
        given.AddError($"{Name} is '{text}'; it must be {string.Join(", ", _words[..^1])} or {_words[^1]}.");
        return null;
    }
}
