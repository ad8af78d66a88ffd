using System.CommandLine;
using Neurons.Cli.Describe;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons models [NAME]</c></summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "A model, to describe it; without it, all are listed.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("models", "List the neuron models, or describe one: equations, parameters, options.") { name, json };
        command.SetAction(result => Run(result.GetValue(name), result.GetValue(json), result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string? name, bool json, TextWriter output)
    {
        switch (name, json)
        {
            case (null, false):
                ModelList.Table(output);
                break;
            case (null, true):
                ModelList.WriteJson(output);
                break;
            case (_, false):
                ModelPage.Print(output, Models.find(name));
                break;
            case (_, true):
                ModelPage.WriteJson(output, Models.find(name));
                break;
        }

        return App.Good;
    }
}
