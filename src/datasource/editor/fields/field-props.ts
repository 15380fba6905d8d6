// What all fields of the query editor take.

export interface FieldProps<Value> {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly placeholder?: string;
  /** In units of the theme's spacing. */
  readonly width?: number;
  readonly value: Value;
  readonly error?: string | undefined;
  readonly onChange: (value: Value) => void;
}
