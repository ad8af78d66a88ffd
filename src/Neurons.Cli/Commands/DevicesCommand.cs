using System.CommandLine;
using Neurons.Gpu;
using Spectre.Console;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons devices</c></summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("devices", "List the devices of OpenCL and CUDA that --device can name.") { json };
        command.SetAction(result => Run(result.GetValue(json), result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(bool json, TextWriter output)
    {
        if (json)
        {
            WriteJson(output);
        }
        else if (Device.All.Count == 0)
        {
            output.WriteLine(Device.WhyNone);
        }
        else
        {
            Table(output);
        }

        return App.Good;
    }

    private static void Table(TextWriter output)
    {
        var table = Terminal.Table("device", "kind", "memory", "float64", "same bits", "name");
        foreach (var device in Device.All)
        {
            table.AddRow(
                device.Id,
                Kind(device),
                $"{device.Memory / 1e9:0.0} GB",
                device.HasFloat64 ? "yes" : "no",
                device.IsExact ? "yes" : "no",
                Markup.Escape(device.Name));
        }

        Terminal.On(output).Write(table);
    }

    private static void WriteJson(TextWriter output) => Json.WriteLine(output, json =>
    {
        json.Records("devices", Device.All.ToArray(), device =>
        {
            json.WriteString("device", device.Id);
            json.WriteString("kind", Kind(device));
            json.WriteNumber("memory", device.Memory);
            json.WriteBoolean("float64", device.HasFloat64);
            json.WriteBoolean("same_bits", device.IsExact);
            json.WriteString("name", device.Name);
            json.WriteString("driver", device.Driver);
        });
        json.WriteString("missing", Device.WhyNone);
    });

    private static string Kind(Device device) => device.Kind.ToString().ToLowerInvariant();
}
