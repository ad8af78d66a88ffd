namespace Neurons

open System
open System.Globalization

/// A surrogate that can be named in text, with its numbers and their defaults.
type SurrogateInfo = {
    Name: string
    /// Name and default of each number.
    Numbers: (struct (string * float))[]
    Create: Func<float[], Surrogate>
    Source: string
}

/// The table of surrogates.
module Surrogates =
    let private entry name numbers source create = {
        Name = name
        Numbers = numbers
        Create = Func<float[], Surrogate> create
        Source = source
    }

    let all: SurrogateInfo[] = [|
        entry "superspike" [| struct ("alpha", 100.0) |] "Norse" (fun n -> Surrogate.superspike n[0])
        entry "fast_sigmoid" [| struct ("k", 25.0) |] "snnTorch" (fun n -> Surrogate.fastSigmoid n[0])
        entry "triangle" [| struct ("alpha", 0.3) |] "Norse" (fun n -> Surrogate.triangle n[0])
        entry "atan" [| struct ("alpha", 2.0) |] "snnTorch, SpikingJelly" (fun n -> Surrogate.atan n[0])
        entry "sigmoid" [| struct ("k", 25.0) |] "snnTorch" (fun n -> Surrogate.sigmoid n[0])
        entry "straight_through" [||] "snnTorch" (fun _ -> Surrogate.straightThrough)
        entry "none" [||] "" (fun _ -> Surrogate.none)
    |]

    /// The surrogate of a name; numbers that are not given keep their defaults.
    let create (name: string) (numbers: (struct (string * float)) seq) : Surrogate =
        let names = all |> Array.map _.Name

        match Definition.tryIndex names name with
        | None -> raise (ArgumentException $"There is no surrogate {name}.{Definition.suggestion names name}")
        | Some i ->
            let entry = all[i]
            let values = entry.Numbers |> Array.map (fun (struct (_, value)) -> value)
            let own = entry.Numbers |> Array.map (fun (struct (name, _)) -> name)

            for struct (number, value) in numbers do
                match Definition.tryIndex own number with
                | Some k when Double.IsFinite value -> values[k] <- value
                | Some _ -> raise (ArgumentException $"Surrogate {name}: {number} is {value}; it must be finite.")
                | None ->
                    raise (
                        ArgumentException $"Surrogate {name} has no number {number}.{Definition.suggestion own number}"
                    )

            entry.Create.Invoke values

    /// Reads what `Surrogate.ToString` writes: "atan", "atan(alpha=2)".
    let parse (text: string) : Surrogate =
        let fail () =
            raise (ArgumentException $"'{text}' is not a surrogate; write name or name(number=value, …).")

        match text.IndexOf '(' with
        | -1 -> create (text.Trim()) []
        | i when text.EndsWith ')' ->
            let number (part: string) =
                match part.Split '=' with
                | [| name; value |] ->
                    match Double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture) with
                    | true, value -> struct (name.Trim(), value)
                    | _ -> fail ()
                | _ -> fail ()

            text.Substring(i + 1, text.Length - i - 2).Split(',', StringSplitOptions.RemoveEmptyEntries)
            |> Array.map number
            |> create (text.Substring(0, i).Trim())
        | _ -> fail ()
